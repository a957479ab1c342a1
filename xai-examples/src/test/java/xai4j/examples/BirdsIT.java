package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import xai4j.data.ImageFolder;
import xai4j.image.Images;

/** {@code xai birds} as its users meet it. */
class BirdsIT {
    @TempDir
    private Path temp = Path.of("");

    private Program.Run birds(Object... arguments) throws Exception {
        return new Program(temp)
                .xai(Stream.concat(Stream.of("birds"), Stream.of(arguments)).toArray());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDataSetThatCanBeTrainedOn() throws Exception {
        Path out = temp.resolve("a/data set");
        Program.Run run = birds("--count 180 --size 32 --seed 4 --split train=10,val=2,test=3 --out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).as("silence in a pipe").isEmpty();
        assertThat(run.out()).contains("180 pictures", "sheet.png");
        assertThat(ImageFolder.of(out.resolve("train")).size()).isEqualTo(120);
        assertThat(ImageFolder.of(out.resolve("val")).size()).isEqualTo(24);
        assertThat(ImageFolder.of(out.resolve("test")).unreadable()).isEmpty();
        assertThat(Files.readAllLines(out.resolve("birds.csv"))).hasSize(181);
        assertThat(Images.read(out.resolve("sheet.png")).getHeight()).isGreaterThan(1000);
        Program.Run training = new Program(temp)
                .xai(
                        "train cnn --epochs 1 --size 32 --data",
                        out.resolve("train"),
                        "--test",
                        out.resolve("test"),
                        "--out",
                        temp.resolve("trained"));
        assertThat(training.status()).as(training.err()).isZero();
        assertThat(temp.resolve("trained/model.onnx")).exists();
    }

    @Test
    void whatIsWrongIsSaidInOneLineAndNothingIsWritten() throws Exception {
        Path out = temp.resolve("out");
        assertRefused(birds("--count 24"), "--out");
        assertRefused(birds("--count 20 --out", out), "test", "12");
        assertRefused(birds("--size 8 --out", out), "32", "8");
        assertRefused(birds("--split train=1,exam=1 --out", out), "exam", "VAL");
        assertThat(out).doesNotExist();
        Path taken = Files.createDirectories(temp.resolve("taken"));
        Files.writeString(taken.resolve("thesis.txt"), "");
        assertRefused(birds("--out", taken), "taken", "not empty");
        assertRefused(birds("--out", taken.resolve("thesis.txt/below")), "below");
    }

    private static void assertRefused(Program.Run run, String... words) {
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.err().strip().lines().count()).isLessThanOrEqualTo(2);
    }
}
