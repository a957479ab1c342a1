package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Models;
import xai4j.model.Model;

/** {@code xai train cnn} on data that are not the bird world. */
class TrainCnnIT {
    private static final int PLANE = 32 * 32;

    @TempDir
    private Path temp = Path.of("");

    private Program.Run train(String arguments, Path data) throws Exception {
        return new Program(temp)
                .xai(
                        "train cnn --size 32 --epochs 2 --batch 8 --threads 1" + arguments + " --data",
                        data,
                        "--out",
                        temp.resolve("out"));
    }

    /** Dark pictures are moles, light ones are doves. */
    private Path cifar() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("cifar"));
        Files.writeString(folder.resolve("batches.meta.txt"), "mole\ndove\n");
        Files.write(folder.resolve("data_batch_1.bin"), records(48));
        Files.write(folder.resolve("test_batch.bin"), records(16));
        return folder;
    }

    private static byte[] records(int count) {
        Random random = new Random(count);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            bytes.write(i % 2);
            for (int value = 0; value < 3 * PLANE; value++) {
                bytes.write(random.nextInt(100) + 150 * (i % 2));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void cifarsBinaryFilesAreTrainedAndTestedOn() throws Exception {
        Program.Run run = train("", cifar());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readAllLines(temp.resolve("out/metrics.jsonl"))).hasSize(2);
        try (Model model = Models.load(temp.resolve("out/model.onnx"))) {
            assertThat(model.spec().labels()).containsExactly("mole", "dove");
        }
    }

    @Test
    void aTrainingThatIsToldToEndStopsInOrder() throws Exception {
        Path out = temp.resolve("out");
        Program.Run run = new Program(temp)
                .xaiUntil(
                        out.resolve("checkpoint.zip"),
                        "train cnn --size 32 --epochs 100000 --batch 8 --threads 1 --data",
                        cifar(),
                        "--out",
                        out);
        int sigterm = 128 + 15;
        assertThat(run.status()).as(run.out() + run.err()).isEqualTo(sigterm);
        assertThat(out).isDirectoryNotContaining("glob:**.part");
        assertThat(out.resolve("checkpoint.zip")).isNotEmptyFile();
    }

    @Test
    void aTestFolderBesideOwnTestPicturesIsRefused() throws Exception {
        Program.Run run = train(" --test elsewhere", cifar());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains("--test", "test pictures of its own");
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void dataThatCannotBeTrainedOnAreRefused() throws Exception {
        Path empty = Files.createDirectories(temp.resolve("empty"));
        Program.Run none = train("", empty);
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).hasLineCount(1).contains("empty");
        Files.delete(temp.resolve(cifar().resolve("test_batch.bin")));
        Files.write(temp.resolve("cifar/test_batch.bin"), new byte[100]);
        Program.Run cut = train("", temp.resolve("cifar"));
        assertThat(cut.status()).isEqualTo(2);
        assertThat(cut.err()).hasLineCount(1).contains("test_batch.bin");
        assertThat(temp.resolve("out")).doesNotExist();
    }
}
