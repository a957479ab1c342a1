package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and the pages of docs: their Java compiles, their links lead somewhere, their methods exist. */
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("(?<!-->\n)```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final List<String> PACKAGES = List.of(
            "xai4j",
            "xai4j.anchors",
            "xai4j.cam",
            "xai4j.coalition",
            "xai4j.data",
            "xai4j.djl",
            "xai4j.djl.export",
            "xai4j.djl.train",
            "xai4j.djl.prototype",
            "xai4j.djl.nbdt",
            "ai.djl.nn",
            "xai4j.evaluate",
            "xai4j.evaluate.audit",
            "xai4j.evaluate.concept",
            "xai4j.examples.birds",
            "xai4j.explain",
            "xai4j.gradient",
            "xai4j.image",
            "xai4j.io",
            "xai4j.lime",
            "xai4j.model",
            "xai4j.model.detection",
            "xai4j.onnx.train",
            "xai4j.nbdt",
            "xai4j.nbdt.hierarchy",
            "xai4j.onnx.grad",
            "xai4j.occlusion",
            "xai4j.prototype",
            "xai4j.render",
            "xai4j.report",
            "xai4j.rise",
            "xai4j.segment",
            "xai4j.shap",
            "xai4j.tensor",
            "xai4j.visualize",
            "java.awt.image",
            "java.nio.file",
            "java.time",
            "java.util");
    /** What the pages take for granted. */
    private static final String GIVEN = """
            DifferentiableModel model;
            DifferentiableModel reader;
            BufferedImage photograph;
            BufferedImage image;
            java.io.InputStream upload;
            ai.djl.Model djlModel;
            ai.djl.repository.zoo.ZooModel<ai.djl.modality.cv.Image, ai.djl.modality.Classifications> zooModel;
            List<String> labels;
            Path folder;
            Path results;
            LabelledImages pictures;
            ImageBatches train;
            ImageBatches test;
            long seed;
            """;

    @TempDir
    private Path classes;

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(
                List.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages.stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void javaCompiles(Path page) throws IOException {
        Matcher found = JAVA.matcher(Files.readString(page));
        Map<String, String> blocks = new LinkedHashMap<>();
        while (found.find()) {
            blocks.put(page + ", block " + (blocks.size() + 1), found.group(1));
        }
        assertThat(new JavaBlocks(classes).errors(blocks)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        Matcher links = LINK.matcher(Files.readString(page));
        while (links.find()) {
            assertThat(page.resolveSibling(links.group(1)))
                    .as("link in %s", page)
                    .exists();
        }
    }
}
