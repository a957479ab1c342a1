package xai4j.nbdt.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.io.Npy;
import xai4j.nbdt.Decision;
import xai4j.nbdt.NodeProbabilities;
import xai4j.nbdt.TreeDecisions;
import xai4j.tensor.Tensor;

/** The numbers of the NBDT authors' code and of scipy; see the manifest of the goldens for the formulas. */
class NbdtGoldenTest {
    private static final double TOLERANCE = 1e-5;

    private static Path file(String name) {
        return Path.of("src/test/resources/goldens", name);
    }

    private static Hierarchy tree(String set) {
        return Hierarchy.induced(Npy.readFloat(file(set + "/weight.npy")), false, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbdt0", "nbdt1"})
    void mergesAreTheSame(String set) {
        Tensor weights = Npy.readFloat(file(set + "/weight.npy"));
        sameMerges(Ward.merges(weights, false), set + "/merges.npy");
        Tensor distances = Npy.readFloat(file(set + "/merge_distances.npy"));
        List<Ward.Merge> merges = Ward.merges(weights, false);
        for (int i = 0; i < merges.size(); i++) {
            assertThat(merges.get(i).distance()).isCloseTo(distances.at(i), offset(TOLERANCE));
        }
    }

    private static void sameMerges(List<Ward.Merge> merges, String name) {
        int[] expected = Npy.readInt(file(name)).values();
        assertThat(merges).hasSize(expected.length / 2);
        for (int i = 0; i < merges.size(); i++) {
            assertThat(List.of(merges.get(i).first(), merges.get(i).second()))
                    .as("merge %d", i)
                    .containsExactly(expected[2 * i], expected[2 * i + 1]);
        }
    }

    /** 60 rows of 7 normal numbers, numpy's default_rng(5), clustered by scipy.cluster.hierarchy.ward. */
    @Test
    void sixtyRowsAreClusteredAsByScipy() {
        Tensor rows = Npy.readFloat(file("ward/rows.npy"));
        sameMerges(Ward.merges(rows, false), "ward/merges.npy");
        sameMerges(Ward.merges(rows, true), "ward/merges_normalised.npy");
        Tensor distances = Npy.readFloat(file("ward/distances.npy"));
        List<Ward.Merge> merges = Ward.merges(rows, false);
        for (int i = 0; i < merges.size(); i++) {
            assertThat(merges.get(i).distance()).isCloseTo(distances.at(i), offset(TOLERANCE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbdt0", "nbdt1"})
    void nodesAndRulesGiveTheSameNumbers(String set) {
        Hierarchy tree = tree(set);
        Tensor logits = Npy.readFloat(file(set + "/logits.npy"));
        Tensor nodeLogits = Npy.readFloat(file(set + "/node_logits.npy"));
        Tensor nodeProbabilities = Npy.readFloat(file(set + "/node_probs.npy"));
        Tensor entropies = Npy.readFloat(file(set + "/node_entropy.npy"));
        Tensor soft = Npy.readFloat(file(set + "/soft.npy"));
        Tensor hard = Npy.readFloat(file(set + "/hard.npy"));
        assertThat(tree.inner())
                .containsExactly(
                        boxed(Npy.readInt(file(set + "/node_index.npy")).values()));
        for (int image = 0; image < logits.shape().dim(0); image++) {
            TreeDecisions decisions = new TreeDecisions(tree, logits.row(image).toArray());
            for (int node = 0; node < tree.inner().size(); node++) {
                NodeProbabilities here = decisions.nodes().get(node);
                assertThat(here.entropy()).isCloseTo(entropies.get(image, node), offset(TOLERANCE));
                for (int child = 0; child < 2; child++) {
                    assertThat(here.scores().get(child))
                            .isCloseTo(nodeLogits.get(image, node, child), offset(TOLERANCE));
                    assertThat(here.probabilities().get(child))
                            .isCloseTo(nodeProbabilities.get(image, node, child), offset(TOLERANCE));
                }
            }
            double[] probabilities = decisions.softProbabilities();
            for (int k = 0; k < probabilities.length; k++) {
                assertThat(probabilities[k]).isCloseTo(soft.get(image, k), offset(TOLERANCE));
                assertThat(decisions.hardClass() == k).isEqualTo(hard.get(image, k) == 1);
            }
        }
    }

    private static Integer[] boxed(int[] values) {
        return java.util.Arrays.stream(values).boxed().toArray(Integer[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbdt0", "nbdt1"})
    void decisionsAreTheSameImageByImage(String set) throws IOException {
        Hierarchy tree = tree(set);
        JsonNode golden =
                new ObjectMapper().readTree(file(set + "/decisions.json").toFile());
        Tensor logits = Npy.readFloat(file(set + "/logits.npy"));
        for (int image = 0; image < logits.shape().dim(0); image++) {
            TreeDecisions decisions = new TreeDecisions(tree, logits.row(image).toArray());
            same(decisions.pathTo(decisions.hardClass()), golden.get("hard").get(image));
            double[] soft = decisions.softProbabilities();
            int best = 0;
            for (int k = 1; k < soft.length; k++) {
                best = soft[k] > soft[best] ? k : best;
            }
            same(decisions.pathTo(best), golden.get("soft_one_sample_at_a_time").get(image));
        }
    }

    private static void same(List<Decision> path, JsonNode golden) {
        assertThat(path).hasSize(golden.size() - 1);
        for (int i = 0; i < path.size(); i++) {
            JsonNode expected = golden.get(i + 1);
            assertThat("f%08d".formatted(path.get(i).chosen()))
                    .isEqualTo(expected.get("node").asText());
            assertThat(path.get(i).probability()).isCloseTo(expected.get("prob").asDouble(), offset(TOLERANCE));
            if (expected.has("entropy")) {
                assertThat(path.get(i).entropy())
                        .isCloseTo(expected.get("entropy").asDouble(), offset(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbdt0", "nbdt1"})
    void theAuthorsGraphFileIsTheSameTree(String set) {
        Hierarchy induced = tree(set);
        Hierarchy read = HierarchyFile.read(file(set + "/graph.json"), induced.classes(), List.of());
        assertThat(read.leaves(read.root())).containsExactlyElementsOf(induced.leaves(induced.root()));
        for (int leaf = 0; leaf < induced.classes(); leaf++) {
            assertThat(read.pathTo(leaf)).hasSameSizeAs(induced.pathTo(leaf));
        }
    }
}
