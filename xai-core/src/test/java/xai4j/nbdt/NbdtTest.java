package xai4j.nbdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.json.ExplanationJson;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.SmallNet;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;
import xai4j.nbdt.hierarchy.TreeSource;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class NbdtTest {
    private final SmallNet network = SmallNet.planar(3);
    private final PreparedImage image = SmallNet.image(network.spec().input(), 8);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void softProbabilitiesAddUpToOneAndThePathMultipliesToItsClass() {
        DecisionPath path = Explainers.nbdt(network).explain(image);
        double sum = 0;
        for (float value : path.classScores().toArray()) {
            sum += value;
        }
        assertThat(sum).isCloseTo(1, offset(1e-6));
        double product =
                path.paths().get(0).stream().mapToDouble(Decision::probability).reduce(1, (a, b) -> a * b);
        assertThat(path.targets().get(0).score()).isCloseTo(product, offset(1e-6));
        assertThat(path.values().shape()).isEqualTo(Shape.of(1, 4));
    }

    @Test
    void theHardRuleTakesTheLikeliestChildEverywhere() {
        DecisionPath path = Explainers.nbdt(network).hard().explain(image);
        assertThat(path.paths().get(0)).allSatisfy(decision -> assertThat(decision.alternatives())
                .allSatisfy(other -> assertThat(other.probability()).isLessThanOrEqualTo(decision.probability())));
        assertThat(path.classScores().toArray()).containsOnly(0, 1);
        assertThat(path.classScores().at(path.targets().get(0).index())).isEqualTo(1);
    }

    @Test
    void thePathOfAnyClassCanBeAsked() {
        DecisionPath path = Explainers.nbdt(network).target(Target.label("b")).explain(image);
        assertThat(path.sentence(0))
                .startsWith("Prediction: b // Decisions: ")
                .endsWith("%)")
                .contains("b (");
        assertThat(path.paths().get(0).get(path.paths().get(0).size() - 1).name())
                .isEqualTo("b");
    }

    @Test
    void jsonAndBackLosesNothing() {
        DecisionPath path = Explainers.nbdt(network).target(Target.top(2)).explain(image);
        Explanation read = ExplanationJson.read(ExplanationJson.write(path));
        assertThat(read).isEqualTo(path);
    }

    @Test
    void twoImagesHaveTheirOwnDecisions() {
        PreparedImage other = SmallNet.image(network.spec().input(), 9);
        Nbdt nbdt = Explainers.nbdt(network);
        DecisionPath first = nbdt.explain(image);
        assertThat(nbdt.explain(other).nodes()).isNotEqualTo(first.nodes());
        assertThat(nbdt.explain(image).nodes()).isEqualTo(first.nodes());
    }

    @Test
    void aNetworkWithoutHeadNeedsATree() {
        SmallNet headless = SmallNet.planar(3).withoutHead();
        Nbdt nbdt = Explainers.nbdt(headless);
        assertThatThrownBy(() -> nbdt.explain(image))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("small", "no linear head", "hierarchy=");
        Hierarchy tree = Explainers.nbdt(network).hierarchy();
        assertThat(nbdt.hierarchy(tree).explain(image).classScores())
                .isEqualTo(Explainers.nbdt(network).explain(image).classScores());
    }

    @Test
    void theLastTreeThatWasSaidHoldsAndIsInTheRecord() {
        Hierarchy induced = Explainers.nbdt(network).hierarchy();
        Path file = folder.resolve("tree.json");
        HierarchyFile.write(induced, file);
        Hierarchy flat = HierarchyFile.read(flatTree(), 4, List.of());

        Nbdt given = Explainers.nbdt(network).hierarchy(file).hierarchy(flat);
        assertThat(given.hierarchy()).isEqualTo(flat);
        DecisionPath path = given.explain(image);
        assertThat(path.hierarchy()).isEqualTo(flat);
        String recorded = path.provenance().options().get("hierarchy");
        assertThat(recorded)
                .isEqualTo(new TreeSource.Given(flat).text())
                .isNotEqualTo(new TreeSource.Given(induced).text());
        assertThatThrownBy(() -> Explainers.nbdt(network).set("hierarchy", recorded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given by a program");

        assertThat(given.hierarchy(file).hierarchy()).isEqualTo(induced);
        assertThat(given.hierarchy(file).explain(image).provenance().options()).containsEntry("hierarchy", "" + file);
        assertThat(given.hard().explain(image).hierarchy()).isEqualTo(flat);
    }

    private Path flatTree() {
        try {
            return Files.writeString(folder.resolve("flat.json"), """
                    {"classes":4,"root":4,"nodes":[{"name":"a","children":[]},{"name":"b","children":[]},
                    {"name":"c","children":[]},{"name":"d","children":[]},{"name":"r","children":[0,1,2,3]}]}""");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void treesTravelThroughFiles() {
        Hierarchy tree = Explainers.nbdt(network).hierarchy();
        Path file = folder.resolve("tree.json");
        HierarchyFile.write(tree, file);
        assertThat(HierarchyFile.read(file, 4, List.of())).isEqualTo(tree);
        assertThat(Explainers.nbdt(network).set("hierarchy", file.toString()).hierarchy())
                .isEqualTo(tree);
    }

    @Test
    void leavesInAFileBelongToTheClassesThatTheyName() throws IOException {
        Hierarchy tree = Explainers.nbdt(network).hierarchy();
        Path file = folder.resolve("tree.json");
        String pairs =
                "[{\"name\":\"%s\",\"children\":[]},{\"name\":\"%s\",\"children\":[]},{\"name\":\"%s\",\"children\":[]},"
                        + "{\"name\":\"%s\",\"children\":[]},{\"name\":\"p\",\"children\":[0,1]},{\"name\":\"q\",\"children\":[2,3]},"
                        + "{\"name\":\"r\",\"children\":[4,5]}]";
        String whole = "{\"classes\":4,\"root\":6,\"nodes\":" + pairs + "}";
        Files.writeString(file, whole.formatted("D", "a", "c", "b"));
        Nbdt nbdt = Explainers.nbdt(network).hierarchy(file);
        Hierarchy ordered = nbdt.hierarchy();
        assertThat(ordered.nodes().subList(0, 4).stream().map(Hierarchy.Node::name))
                .containsExactly("a", "b", "c", "D");
        assertThat(ordered.nodes().get(4).children()).containsExactly(3, 0);
        assertThat(ordered.nodes().get(5).children()).containsExactly(2, 1);
        assertThat(nbdt.explain(image).diagnostics().verdicts()).noneMatch(verdict -> verdict.contains("otherwise"));

        Files.writeString(file, whole.formatted("w", "x", "y", "z"));
        assertThat(Explainers.nbdt(network)
                        .hierarchy(file)
                        .explain(image)
                        .diagnostics()
                        .verdicts())
                .contains(
                        "the tree calls 4 of the model's 4 classes otherwise (class 0 is \"a\", its leaf \"w\"): leaves"
                                + " were taken by their numbers");
        assertThat(Explainers.nbdt(network)
                        .hierarchy(tree)
                        .explain(image)
                        .diagnostics()
                        .verdicts())
                .noneMatch(verdict -> verdict.contains("otherwise"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"classes\":2,\"root\":2,\"nodes\":[{\"name\":\"a\",\"children\":[]},{\"name\":\"b\",\"children\":[]},{\"name\":\"r\",\"children\":[0,1]}]} | 2 classes, the model 4",
                "{\"classes\":4,\"root\":4,\"nodes\":[{\"name\":\"a\",\"children\":[]},{\"name\":\"b\",\"children\":[]},{\"name\":\"c\",\"children\":[]},{\"name\":\"d\",\"children\":[]},{\"name\":\"r\",\"children\":[0,1,2]}]} | cannot be reached",
                "{\"classes\":4,\"root\":4,\"nodes\":[{\"name\":\"a\",\"children\":[]},{\"name\":\"b\",\"children\":[]},{\"name\":\"c\",\"children\":[]},{\"name\":\"d\",\"children\":[]},{\"name\":\"r\",\"children\":[0,1,2,2]}]} | two parents",
                "{\"nodes\":[{\"id\":\"x\"},{\"id\":\"y\"},{\"id\":\"r\"}],\"links\":[{\"source\":\"r\",\"target\":\"x\"},{\"source\":\"r\",\"target\":\"y\"}]} | leaf x",
                "{\"nodes\":[{\"id\":\"x\"},{\"id\":\"y\"}],\"links\":[{\"source\":\"x\",\"target\":\"y\"},{\"source\":\"y\",\"target\":\"x\"}]} | 0 roots",
                "{\"a\":1} | \"classes\" is missing",
                "{\"classes\":4,\"root\":4} | \"nodes\" is missing",
                "{\"classes\":4,\"root\":4.5,\"nodes\":[]} | \"root\" is no whole number",
                "{\"classes\":4,\"root\":4,\"nodes\":[{\"name\":null,\"children\":[]}]} | node 0 has no \"name\"",
                "{\"classes\":4,\"root\":4,\"nodes\":[{\"name\":\"a\"}]} | node 0 has no \"children\"",
                "{\"classes\":4,\"root\":4,\"nodes\":[{\"name\":\"a\",\"children\":[1.5]}]} | no whole number, 1.5",
                "{\"classes\":4,\"root\":4,\"nodes\":[{\"name\":\"c\",\"children\":[]},{\"name\":\"x\",\"children\":[]},{\"name\":\"y\",\"children\":[]},{\"name\":\"d\",\"children\":[]},{\"name\":\"r\",\"children\":[0,1,2,3]}]} | leaf 0 is called \"c\", which is the model's class 2; class 0 is \"a\"",
                "{\"classes\":4 | cannot be used",
                "[] | cannot be used"
            })
    void badTreesAreRefusedInOneLine(String json, String words) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.json"), json);
        assertThatThrownBy(() -> HierarchyFile.read(file, 4, List.of("a", "b", "c", "d")))
                .isInstanceOf(XaiException.class)
                .hasMessageContainingAll("bad.json", words)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void wordNetTreesKeepTheirNamesAndLoseNodesThatDecideNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("graph.json"), """
                {"nodes":[{"id":"n1","label":"thing"},{"id":"n2","label":"animal"},{"id":"n3","label":"beast"},
                {"id":"w1","label":"A"},{"id":"w2","label":"b"},{"id":"w3","label":"c"},{"id":"w4","label":"d"}],
                "links":[{"source":"n1","target":"n2"},{"source":"n2","target":"n3"},{"source":"n3","target":"w1"},
                {"source":"n3","target":"w2"},{"source":"n1","target":"w3"},{"source":"n1","target":"w4"}]}""");
        Hierarchy tree = HierarchyFile.read(file, 4, List.of("a", "b", "c", "d"));
        assertThat(tree.nodes().stream().map(Hierarchy.Node::name))
                .contains("thing", "beast")
                .doesNotContain("animal");
        assertThat(tree.pathTo(0)).hasSize(3);
        assertThat(tree.pathTo(3)).hasSize(2);
    }

    @Test
    void namesOfLeavesInAFileMayBeAny() throws IOException {
        Path file = Files.writeString(folder.resolve("graph.json"), """
                {"nodes":[{"id":"top"},{"id":"x1"},{"id":"f00000001"},{"id":"x3"},{"id":"x4"}],
                "links":[{"source":"top","target":"x1"},{"source":"top","target":"f00000001"},
                {"source":"top","target":"x3"},{"source":"top","target":"x4"}]}""");
        Path names = Files.writeString(folder.resolve("names"), "x4\nx3 third\nx1\nf00000001\n");
        Hierarchy tree = Explainers.nbdt(network)
                .hierarchy(file)
                .set("wnids", names.toString())
                .hierarchy();
        assertThat(tree.nodes().get(tree.root()).children()).containsExactly(2, 3, 1, 0);
        Files.writeString(names, "p\nq\nr\ns\n");
        Nbdt others = Explainers.nbdt(network).hierarchy(file).set("wnids", names.toString());
        assertThatThrownBy(others::hierarchy)
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("none of its nodes");
    }

    @Test
    void treesAndNamesComeFromWordNet() throws IOException {
        Path numbers = Files.writeString(folder.resolve("wnids.txt"), """
                n02121620
                n02084071 dog
                n04490091
                n02958343
                """);
        Nbdt nbdt = Explainers.nbdt(network).set("wnids", numbers.toString());
        Hierarchy tree = nbdt.wordNet().hierarchy();
        assertThat(tree.nodes().stream().map(Hierarchy.Node::name))
                .containsExactly("a", "b", "c", "d", "carnivore", "motor vehicle", "whole");
        assertThat(nbdt.wordNet().explain(image).sentence(0)).contains("Decisions: ");
        Hierarchy induced = nbdt.hierarchy();
        Hierarchy named = nbdt.wordNetNames().hierarchy();
        assertThat(named).isEqualTo(nbdt.set("names", "wordnet").hierarchy());
        assertThat(named.nodes().stream().map(Hierarchy.Node::children))
                .isEqualTo(
                        induced.nodes().stream().map(Hierarchy.Node::children).toList());
        assertThat(named.nodes().get(named.root()).name()).isIn("whole", "object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n02121620\\nn02084071 | 2 lines",
                "cat\\ndog\\nx\\ny | \"cat\"",
                "{\"0\": [\"n02121620\", \"cat\"]} | 1 lines",
                "{\"0\": | not valid JSON"
            })
    void badFilesOfNumbersAreRefusedInOneLine(String text, String words) throws IOException {
        Path numbers = Files.writeString(folder.resolve("numbers"), text.replace("\\n", "\n"));
        Nbdt nbdt = Explainers.nbdt(network).wordNet().set("wnids", numbers.toString());
        assertThatThrownBy(nbdt::hierarchy)
                .isInstanceOf(XaiException.class)
                .hasMessageContainingAll("wnids file", words);
    }

    @Test
    void branchesAreExplainedByAnyMethod() {
        Hierarchy tree = Explainers.nbdt(network).hierarchy();
        DecisionPath path = Explainers.nbdt(network).explain(image);
        try (DecisionModel decisions = DecisionModel.of(network, tree)) {
            Tensor margins = decisions.predict(image.batch());
            for (NodeProbabilities node : path.nodes()) {
                List<Integer> children = tree.nodes().get(node.node()).children();
                double margin = node.scores().get(0) - node.scores().get(1);
                assertThat((double) margins.at(children.get(0))).isCloseTo(margin, offset(1e-5));
                assertThat((double) margins.at(children.get(1))).isCloseTo(-margin, offset(1e-5));
            }
            int branch = path.paths().get(0).get(0).chosen();
            SaliencyMap gradCam =
                    Explainers.gradCam(decisions).target(Target.index(branch)).explain(image);
            SaliencyMap cam =
                    Explainers.cam(decisions).target(Target.index(branch)).explain(image);
            assertThat(gradCam.targets().get(0).label())
                    .isEqualTo(tree.nodes().get(branch).name());
            float scale = gradCam.values().size();
            for (int i = 0; i < cam.values().size(); i++) {
                assertThat((double) gradCam.values().at(i) * scale)
                        .isCloseTo(cam.values().at(i), offset(1e-4));
            }
        }
    }

    @Test
    void gradientsOfBranchesAreDifferencesOfGradientsOfClasses() {
        Hierarchy tree = Explainers.nbdt(network).hierarchy();
        try (DecisionModel decisions = DecisionModel.of(network, tree)) {
            int branch = tree.nodes().get(tree.root()).children().get(0);
            Tensor actual = input(decisions, branch, tree.nodes().size());
            double[] expected = new double[actual.size()];
            for (int child : tree.nodes().get(tree.root()).children()) {
                List<Integer> leaves = tree.leaves(child);
                for (int leaf : leaves) {
                    Tensor gradient = input(network, leaf, 4);
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] += gradient.at(i) * (child == branch ? 1.0 : -1.0) / leaves.size();
                    }
                }
            }
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual.at(i)).isCloseTo(expected[i], offset(1e-5));
            }
        }
    }

    private Tensor input(xai4j.model.DifferentiableModel model, int index, int classes) {
        Tensor gradient = model.gradients(
                        image.batch(),
                        Objective.classes(Score.LOGIT, new int[] {index}, classes),
                        Set.of(Layer.INPUT),
                        new BackwardRule.Gradient())
                .gradients()
                .get(Layer.INPUT);
        return java.util.Objects.requireNonNull(gradient);
    }

    @Test
    void treesAreDrawnAsPicturesAndAsSvg() {
        DecisionPath path = Explainers.nbdt(network).explain(image);
        BufferedImage drawn = path.render().overlay(image.picture());
        assertThat(drawn.getWidth()).isGreaterThan(300);
        String svg = new TreeRendering(path).svg(0);
        assertThat(svg)
                .startsWith("<svg")
                .contains("stroke=\"#C8500A\"", ">a<", ">b<", ">c<", ">d<")
                .endsWith("</svg>\n");
    }

    @Test
    void namesOfInnerNodesAreDrawnHoweverLong() {
        Hierarchy tree = Explainers.nbdt(network).hierarchy();
        int inner = tree.nodes().get(tree.root()).children().stream()
                .filter(child -> child >= tree.classes())
                .findFirst()
                .orElseThrow();
        List<String> names = new java.util.ArrayList<>(
                java.util.Collections.nCopies(tree.nodes().size(), ""));
        names.set(inner, "animal");
        DecisionPath named =
                Explainers.nbdt(network).hierarchy(tree.renamed(names)).explain(image);
        assertThat(new TreeRendering(named).svg(0)).contains(">animal<");
        names.set(inner, "a list of classes that is long");
        DecisionPath listed =
                Explainers.nbdt(network).hierarchy(tree.renamed(names)).explain(image);
        String drawn = new TreeRendering(listed).svg(0);
        assertThat(drawn.substring(drawn.indexOf("</title>"))).contains(">a list of classes that is long<");
        names.set(inner, "word ".repeat(40));
        DecisionPath wordy =
                Explainers.nbdt(network).hierarchy(tree.renamed(names)).explain(image);
        List<TreeDrawing.Text> lines = new TreeDrawing(wordy, 0)
                .texts().stream().filter(text -> text.text().startsWith("word")).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(2).text()).endsWith("…");
    }

    /** Letters are 14 pixels high, and none may lie on another. */
    @Test
    void nothingInTheTreesPictureIsWrittenOverAnything() {
        Hierarchy tree = Explainers.nbdt(network).hierarchy();
        List<String> names = new java.util.ArrayList<>(
                java.util.Collections.nCopies(tree.nodes().size(), ""));
        tree.inner().forEach(node -> names.set(node, "kinds of things that have much in common ".repeat(2)));
        DecisionPath path =
                Explainers.nbdt(network).hierarchy(tree.renamed(names)).explain(image);
        List<TreeDrawing.Text> texts = new TreeDrawing(path, 0).texts();
        for (TreeDrawing.Text one : texts) {
            for (TreeDrawing.Text other : texts) {
                boolean beside = one.x() + xai4j.render.TextDrawing.SMALL.width(one.text()) <= other.x()
                        || other.x() + xai4j.render.TextDrawing.SMALL.width(other.text()) <= one.x();
                assertThat(one == other || beside || Math.abs(one.y() - other.y()) >= 14)
                        .as(one + " and " + other)
                        .isTrue();
            }
        }
    }

    @Test
    void aThousandClassesShowThePathOnly() {
        int classes = 1000;
        java.util.Random random = new java.util.Random(1);
        Tensor weights = Tensor.zeros(Shape.of(classes, 16));
        float[] logits = new float[classes];
        for (int i = 0; i < weights.size(); i++) {
            weights.set(i, (float) random.nextGaussian());
        }
        for (int i = 0; i < classes; i++) {
            logits[i] = (float) random.nextGaussian();
        }
        Hierarchy tree = Hierarchy.induced(weights, false, List.of());
        TreeDecisions decisions = new TreeDecisions(tree, logits);
        double sum = 0;
        for (double probability : decisions.softProbabilities()) {
            sum += probability;
        }
        assertThat(sum).isCloseTo(1, offset(1e-9));
        assertThat(decisions.pathTo(7)).isNotEmpty();
    }
}
