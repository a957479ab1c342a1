package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Models;
import xai4j.io.Npy;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class OnnxPredictionTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final Path MODEL = GOLDENS.resolve("models/cnn_gap.onnx");

    @TempDir
    Path temp = Path.of("");

    @Test
    void scoresAreThoseOfTheReference() {
        Tensor expected = Npy.readFloat(GOLDENS.resolve("cnn_gap/output.npy"));
        try (Model model = Models.load(MODEL)) {
            Tensor scores = model.predict(Npy.readFloat(GOLDENS.resolve("cnn_gap/input.npy")));
            assertThat(scores.shape()).isEqualTo(expected.shape());
            for (int i = 0; i < scores.size(); i++) {
                assertThat(scores.at(i)).isCloseTo(expected.at(i), within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LoadOptions.ALL_CORES, 0, 1, 2, 3})
    void bitsDoNotDependOnBatchOrThreads(int threads) {
        Tensor input = Npy.readFloat(GOLDENS.resolve("cnn_gap/input.npy"));
        try (Model one = Models.load(MODEL);
                Model many = Models.load(MODEL, LoadOptions.defaults().withThreads(threads))) {
            Tensor whole = many.predict(input);
            for (int row = 0; row < 3; row++) {
                assertThat(one.predict(input.slice(row, row + 1)).row(0)).isEqualTo(whole.row(row));
            }
        }
    }

    @Test
    void aBatchOfTheWrongShapeIsRefused() {
        try (Model model = Models.load(MODEL)) {
            assertThatThrownBy(() -> model.predict(Tensor.zeros(Shape.of(1, 3, 31, 32))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[1, 3, 31, 32]")
                    .hasMessageContaining("[?, 3, 32, 32]");
        }
    }

    @Test
    void aWrongNumberOfLabelsIsRefused() {
        LoadOptions options = LoadOptions.defaults().withLabels(List.of("cat", "dog"));
        assertThatThrownBy(() -> Models.load(MODEL, options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 labels")
                .hasMessageContaining("5 classes");
    }

    @Test
    void anUnknownDeviceIsRefused() {
        assertThatThrownBy(() -> Models.load(MODEL, LoadOptions.defaults().withDevice("tpu")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tpu");
    }

    @Test
    void brokenFilesAreRefusedByName() throws IOException {
        byte[] whole = Files.readAllBytes(MODEL);
        assertRefused(Files.write(temp.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2)));
        assertRefused(Files.write(temp.resolve("empty.onnx"), new byte[0]));
        assertRefused(Files.writeString(temp.resolve("text.onnx"), "this is no model\n"));
        whole[whole.length / 3] ^= 0x55;
        assertThatThrownBy(() -> Models.load(temp.resolve("missing.onnx"))).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> Models.load(Files.writeString(temp.resolve("a.txt"), "text")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a.txt");
    }

    @Test
    void aClosedModelSaysSo() {
        Model model = Models.load(MODEL);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.predict(Tensor.zeros(Shape.of(1, 3, 32, 32))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void damagedFilesAreRefusedOrUsedButNeverBreakAnything() throws IOException {
        byte[] whole = Files.readAllBytes(MODEL);
        Random random = new Random(20);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(2000)] = (byte) random.nextInt(256);
            damaged[damaged.length - 1 - random.nextInt(4000)] = (byte) random.nextInt(256);
            Path file = Files.write(temp.resolve("damaged.onnx"), damaged);
            try (Model model = Models.load(file)) {
                assertThat(model.spec().name()).isEqualTo("damaged.onnx");
            } catch (ModelException e) {
                assertThat(e.getMessage()).contains("damaged.onnx").doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isBetween(20, 199);
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(String.valueOf(file.getFileName()))
                .hasMessageNotContaining("\n");
    }
}
