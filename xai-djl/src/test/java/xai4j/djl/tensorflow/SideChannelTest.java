package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Opening, running and differentiating a TensorFlow model leaves nothing in the user's home and temporary folder. */
class SideChannelTest {
    @Test
    void nothingIsLeftInHomeAndTemporaryFolder(@TempDir Path folder) throws IOException, InterruptedException {
        Platform.assumeLinux();
        Path home = Files.createDirectory(folder.resolve("home"));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path model = TinyGraphs.write(TinyGraphs.frozen(), folder.resolve("tiny.pb"));
        Path said = folder.resolve("said.txt");
        String natives = System.getProperty(
                "org.bytedeco.javacpp.cachedir", System.getProperty("user.home") + "/.javacpp/cache");
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + temporary,
                "-XX:-UsePerfData",
                // the natives have been unpacked already; docs/djl.md says where to
                "-Dorg.bytedeco.javacpp.cachedir=" + natives,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                model.toString());
        child.environment().keySet().removeAll(Set.of("CI", "TF_BUILD", "GITHUB_ACTIONS"));
        child.environment().put("HOME", home.toString());
        child.environment().put("TMPDIR", temporary.toString());
        Process process =
                child.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        assertThat(Files.readString(said)).contains("explained [1, 3]");
        assertThat(left(home)).isEmpty();
        assertThat(left(temporary)).isEmpty();
    }

    private static List<Path> left(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(path -> !path.equals(folder)).toList();
        }
    }

    /** What runs in a process of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try (TensorFlowModel model = TensorFlowModel.open(Path.of(arguments[0]), LoadOptions.defaults())) {
                Tensor image = Tensor.zeros(Shape.of(1, 16, 16, 3));
                Tensor scores = model.predict(image);
                model.gradientsOfTop(image, Score.LOGIT, Set.of(Layer.INPUT), BackwardRule.GRADIENT);
                System.out.println("explained " + scores.shape());
            }
        }
    }
}
