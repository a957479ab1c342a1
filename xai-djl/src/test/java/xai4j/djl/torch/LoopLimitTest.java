package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.djl.Platform;
import xai4j.model.ClosedModelException;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A loop may turn for ever, by itself or because of what is in the picture; a run of it ends all the same. */
class LoopLimitTest {
    private static final String RETURN = "    return _0";

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @BeforeEach
    void hurry() {
        System.setProperty(LoopLimit.PROPERTY, "0.3");
    }

    @AfterEach
    void takeTime() {
        System.clearProperty(LoopLimit.PROPERTY);
    }

    private TorchScriptModel open(String lines) throws IOException {
        Path file = ArchiveEdit.of("outputs/cpu.pt")
                .code("__torch__.py", text -> text.replace(RETURN, lines + "\n" + RETURN))
                .write(folder.resolve("net.pt"));
        return TorchScriptModel.open(
                file, LoadOptions.defaults().withInputSize(8, 8).withThreads(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    go = True\n    while go:\n      go = True",
                "    n = 0\n    for i in range(9223372036854775807):\n      n = torch.add(n, 1)",
                "    n = 0\n    for i in range(1000000000):\n      for j in range(1000000000):\n        n = torch.add(n, 1)"
            })
    void aFileThatNeverEndsIsRefusedWhenItIsOpened(String lines) {
        assertThatThrownBy(() -> open(lines).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a loop was not done after 0.3 s")
                .hasMessageEndingWith(LoopLimit.PROPERTY + "=3.0");
    }

    @Test
    void aPictureThatTurnsTheLoopForEverEndsInWordsAndTheModelGoesOn() throws IOException {
        String lines = "    n = int(torch.max(x))\n    for i in range(n):\n      n = torch.add(n, 1)";
        try (TorchScriptModel model = open(lines)) {
            Tensor dark = Tensor.zeros(Shape.of(1, 3, 8, 8));
            Tensor bright = Tensor.zeros(Shape.of(1, 3, 8, 8));
            bright.set(0, 1e15f);
            float[] scores = model.predict(dark).toArray();
            assertThatThrownBy(() -> model.predict(bright))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("a loop was not done");
            assertThat(model.predict(dark).toArray()).isEqualTo(scores);
        }
    }

    @Test
    void aLoopThatEndsChangesNothing() throws IOException {
        Tensor image = Tensor.zeros(Shape.of(1, 3, 8, 8));
        image.set(5, 0.5f);
        try (TorchScriptModel plain = open("");
                TorchScriptModel looping = open("    n = 0\n    for i in range(7):\n      n = torch.add(n, 1)")) {
            assertThat(looping.predict(image).toArray())
                    .isEqualTo(plain.predict(image).toArray());
        }
    }

    /** The engine cannot be told to stop, but nobody has to wait for it. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anInterruptEndsTheWaitForALoop() throws IOException {
        System.setProperty(LoopLimit.PROPERTY, "3");
        String lines = "    n = int(torch.max(x))\n    for i in range(n):\n      n = torch.add(n, 1)";
        Tensor bright = Tensor.zeros(Shape.of(1, 3, 8, 8));
        bright.set(0, 1e15f);
        TorchScriptModel model = open(lines);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> model.predict(bright)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        model.close();
        assertThatThrownBy(() -> model.predict(bright)).isInstanceOf(ClosedModelException.class);
    }
}
