package xai4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingBackendTest {
    @TempDir
    private Path folder;

    private Path file(String name, String start) throws IOException {
        return Files.write(folder.resolve(name), start.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatAnEngineLacksIsOneLine() {
        LinkageError missing = new NoClassDefFoundError("ai/onnxruntime/OrtException");
        assertThat(MissingBackend.reason(missing))
                .startsWith("the class ai.onnxruntime.OrtException is not on the class path");
        LinkageError broken = new ExceptionInInitializerError(new IllegalStateException("no such library: cudnn"));
        assertThat(MissingBackend.reason(broken)).isEqualTo("its engine does not start: no such library: cudnn");
    }

    @Test
    void theLibraryThatOpensAKindOfFileIsNamed() throws IOException {
        assertThat(MissingBackend.advice(file("net.pt", "anything")))
                .get()
                .asString()
                .contains("xai-djl", "PyTorch");
        assertThat(MissingBackend.advice(file("net.bin", "PK\u0003\u0004....net/data.pkl...")))
                .get()
                .asString()
                .contains("xai-djl", "PyTorch");
        assertThat(MissingBackend.advice(file("net.pb", "x"))).get().asString().contains("xai-djl", "TensorFlow");
        assertThat(MissingBackend.advice(file("net.onnx", "x")))
                .get()
                .asString()
                .contains("xai-onnx");
        file("saved_model.pb", "x");
        assertThat(MissingBackend.advice(folder)).get().asString().contains("SavedModel");
        assertThat(MissingBackend.advice(file("letter.txt", "hello"))).isEmpty();
    }
}
