package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.examples.birds.BirdSample;

/** Trees from WordNet, which comes with the program. */
class WordNetIT {
    /** Twelve birds of the real world, in place of the species of the bird world. */
    private static final String NUMBERS = """
            n01530575 brambling
            n01531178 goldfinch
            n01532829 house finch
            n01534433 junco
            n01537544 indigo bunting
            n01558993 robin
            n01560419 bulbul
            n01582220 magpie
            n01592084 chickadee
            n01601694 water ouzel
            n01608432 kite
            n01614925 bald eagle
            """;

    @TempDir
    private Path temp = Path.of("");

    private Program.Run explain(String settings) throws Exception {
        return new Program(temp)
                .xai(
                        "explain",
                        BirdSample.CNN.copyTo(temp),
                        "--image",
                        BirdSample.FENNET.copyTo(temp),
                        "--method nbdt-soft --set hierarchy=wordnet",
                        settings,
                        "--out",
                        temp.resolve("out"));
    }

    @Test
    void theProgramHasItsWordNet() throws Exception {
        Path numbers = Files.writeString(temp.resolve("wnids.txt"), NUMBERS);
        Program.Run run = explain("--set wnids=" + numbers);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Prediction: ", " // Decisions: ");
        assertThat(Files.readString(temp.resolve("out/nbdt-soft.svg"))).contains(">bird of prey<", ">finch<");
    }

    @Test
    void classesThatWordNetDoesNotKnowAreNamedInOneLine() throws Exception {
        Program.Run run = explain("--set normalised=false");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip()).hasLineCount(1).contains("12 of the 12 classes", "amber reedling", "wnids=FILE");
    }
}
