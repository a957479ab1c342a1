package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.TrainedBirds;
import xai4j.examples.registry.VersionWriter;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.ServedModel;
import xai4j.image.Images;

/** {@code xai models}, and the service that takes up what is promoted. */
class ModelsCommandTest {
    @TempDir
    Path temp = Path.of("");

    private Path folder = Path.of("");
    private final StringWriter printed = new StringWriter();
    private final StringWriter complaints = new StringWriter();

    @BeforeEach
    void register() throws Exception {
        folder = temp.resolve("registry");
        ModelRegistry registry = new ModelRegistry(folder);
        VersionWriter.register(registry, "birds", TrainedBirds.in(temp.resolve("a"), BirdSample.CNN, 0.5, 0.75));
        VersionWriter.register(registry, "birds", TrainedBirds.in(temp.resolve("b"), BirdSample.BIASED_CNN, 0.25, 1));
    }

    private int xai(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(complaints, true))
                .execute(arguments);
    }

    @Test
    void versionsAreListedShownComparedAndPromoted() {
        String registry = folder.toString();
        assertThat(xai("models", "promote", registry, "birds/2")).isZero();
        assertThat(xai("models", "list", registry)).isZero();
        assertThat(printed.toString())
                .contains("birds/2 is served from now on")
                .containsPattern("(?m)^\\* birds +2 +cnn")
                .containsPattern("(?m)^  birds +1 +cnn.*75.00 % \\(46.8 to 91.1\\)");
        assertThat(xai("models", "show", registry, "birds")).isZero();
        assertThat(printed.toString()).contains("birds/2, cnn", "tags      who=test", "train: 24 pictures");
        Path curves = temp.resolve("curves.png");
        assertThat(xai("models", "compare", registry, "birds", "--out", curves.toString()))
                .isZero();
        assertThat(printed.toString())
                .containsPattern("test-accuracy +0.7500 +1.0000")
                .containsPattern("95 % interval +0.468 to 0.911 +0.758 to 1.000")
                .contains("all tested on the same: 12 pictures (");
        assertThat(Images.read(curves).getWidth()).isGreaterThan(300);
        assertThat(complaints.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "models|models what? One of list, show, compare, promote",
                "models list missing|there is no registry at missing",
                "models show DIR robins|there is no model robins in",
                "models show DIR birds/9|versions are 1, 2",
                "models show DIR birds/0|\"birds/0\" names no version; write NAME/3",
                "models show DIR ../x|the name \"..\" of a model is not made of letters",
                "models compare DIR robins|there is no model robins",
                "models compare DIR birds birds birds birds birds|10 versions are too many",
                "models promote DIR birds|which version of birds? Write birds/3",
                "models promote DIR birds/9|versions are 1, 2",
                "serve --registry missing|there is no registry at missing",
                "serve --registry DIR|nothing in DIR is promoted yet; xai models promote",
                "train cnn --out x --register DIR/a:b|the name \"a:b\" of a model",
                "train cnn --out x --tag a=b|--tag is for --register only"
            })
    void whatCannotBeDoneIsSaidInOneLine(String arguments, String line) {
        assertThat(xai(arguments.replace("DIR", folder.toString()).split(" ", -1)))
                .isEqualTo(2);
        assertThat(complaints.toString().strip().lines()).hasSize(1);
        assertThat(complaints.toString()).contains(line.replace("DIR", folder.toString()));
    }

    @Test
    void aServiceTakesUpWhatIsPromotedAndKeepsTheOldWhereItCannot() throws Exception {
        ModelRegistry registry = new ModelRegistry(folder);
        registry.promote("birds", 1);
        PrintWriter log = new PrintWriter(complaints, true);
        try (ModelSource source = ModelSource.of(List.of(), false, log);
                ModelShelf shelf = source.open();
                PromotedModels promoted = PromotedModels.of(Optional.of(registry), source, shelf, log)) {
            promoted.begin();
            try (ServedModel.Loan first = shelf.lend("birds")) {
                assertThat(first.served().version()).isEqualTo("1");
                registry.promote("birds", 2);
                await(shelf, "2");
                // whoever works with the old one finishes on it
                assertThat(first.served().model().outputs()).isNotNull();
                assertThat(first.served().model().spec().labels()).hasSize(12);
            }
            Files.writeString(folder.resolve("birds/promoted"), "7\n");
            awaitText("version 2 is served on");
            registry.promote("birds", 1);
            await(shelf, "1");
            awaitText("serving birds/1");
        }
        assertThat(complaints.toString())
                .contains("serving birds/2", "there is no version 7 of birds", "serving birds/1");
    }

    private static void await(ModelShelf shelf, String version) throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            try (ServedModel.Loan loan = shelf.lend("birds")) {
                if (loan.served().version().equals(version)) {
                    return;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("version " + version + " was not taken up");
    }

    private void awaitText(String text) throws InterruptedException {
        for (int i = 0; i < 300 && !complaints.toString().contains(text); i++) {
            Thread.sleep(50);
        }
        assertThat(complaints.toString()).contains(text);
    }
}
