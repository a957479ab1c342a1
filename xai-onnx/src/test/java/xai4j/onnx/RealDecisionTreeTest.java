package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import xai4j.Models;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.ActivationModel;
import xai4j.model.LoadOptions;
import xai4j.nbdt.DecisionPath;
import xai4j.nbdt.Nbdt;

/**
 * A CIFAR-10 ResNet-20 that nobody here made, read as a tree, on 100 test pictures; skipped where the folder is absent. The
 * network was not trained for its trees.
 */
class RealDecisionTreeTest {
    private static final Path REAL = Path.of(System.getProperty("xai4j.shared", "../../shared"), "real");
    private static final List<String> CIFAR10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private @org.jspecify.annotations.Nullable ActivationModel model;

    @BeforeEach
    void theRealModelIsThere() {
        assumeTrue(Files.isDirectory(REAL), "no real models at " + REAL);
        model = Models.load(
                REAL.resolve("models/cifar10_resnet20.onnx"),
                ActivationModel.class,
                LoadOptions.defaults()
                        .withPreprocessing(Preprocessing.cifar10Akamaster())
                        .withLabels(CIFAR10));
    }

    @AfterEach
    void close() {
        if (model != null) {
            model.close();
        }
    }

    private Nbdt nbdt() {
        return new Nbdt(java.util.Objects.requireNonNull(model));
    }

    /** Pictures told right, of 100, by the network and by the tree under each rule. */
    private record Told(int network, int hard, int soft) {}

    private Told told(Nbdt nbdt) throws IOException {
        Nbdt byHardRule = nbdt.hard();
        Nbdt bySoftRule = nbdt.soft();
        int network = 0;
        int hard = 0;
        int soft = 0;
        for (Map.Entry<PreparedImage, String> picture : pictures().entrySet()) {
            DecisionPath softly = bySoftRule.explain(picture.getKey());
            DecisionPath hardly = byHardRule.explain(picture.getKey());
            String truth = picture.getValue();
            network += CIFAR10.get(softly.networkClass()).equals(truth) ? 1 : 0;
            soft += softly.targets().get(0).label().equals(truth) ? 1 : 0;
            hard += hardly.targets().get(0).label().equals(truth) ? 1 : 0;
        }
        return new Told(network, hard, soft);
    }

    private Map<PreparedImage, String> pictures() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(REAL.resolve("cifar/test100"))) {
            all.sorted().forEach(files::add);
        }
        Map<PreparedImage, String> pictures = new LinkedHashMap<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            String truth = name.substring(name.lastIndexOf('_') + 1, name.lastIndexOf('.'));
            pictures.put(java.util.Objects.requireNonNull(model).spec().prepare(Images.read(file)), truth);
        }
        assertThat(pictures).hasSize(100);
        return pictures;
    }

    @Test
    void theInducedTreeIsNearlyAsGoodAsItsNetwork(TestInfo test, TestReporter reporter) throws IOException {
        Told told = told(nbdt());
        reporter.publishEntry(test.getDisplayName(), told.toString());
        assertThat(told).isEqualTo(new Told(94, 91, 91));
    }

    @Test
    void soIsTheTreeOfNormalisedRows(TestInfo test, TestReporter reporter) throws IOException {
        Told told = told(nbdt().set("normalised", "true"));
        reporter.publishEntry(test.getDisplayName(), told.toString());
        assertThat(told).isEqualTo(new Told(94, 91, 91));
    }

    @Test
    void soIsTheTreeOfTheAuthors(TestInfo test, TestReporter reporter) throws IOException {
        Told told = told(nbdt().hierarchy(REAL.resolve("nbdt/hierarchies/CIFAR10/graph-wordnet.json"))
                .set("wnids", REAL.resolve("nbdt/wnids/CIFAR10.txt").toString()));
        reporter.publishEntry(test.getDisplayName(), told.toString());
        assertThat(told).isEqualTo(new Told(94, 91, 91));
    }

    @Test
    void soIsTheTreeOfWordNet(TestInfo test, TestReporter reporter) throws IOException {
        Told told = told(nbdt().wordNet());
        reporter.publishEntry(test.getDisplayName(), told.toString());
        assertThat(told).isEqualTo(new Told(94, 91, 91));
    }

    /** The groups that anybody would make: animals and vehicles first. */
    @Test
    void theInducedTreeDividesAnimalsFromVehicles() {
        Nbdt nbdt = nbdt().wordNetNames();
        assertThat(nbdt.hierarchy().nodes().get(nbdt.hierarchy().root()).children().stream()
                        .map(child -> nbdt.hierarchy().leaves(child).stream()
                                .map(CIFAR10::get)
                                .sorted()
                                .toList()))
                .containsExactlyInAnyOrder(
                        List.of("airplane", "automobile", "ship", "truck"),
                        List.of("bird", "cat", "deer", "dog", "frog", "horse"));
    }
}
