package xai4j.nbdt.wordnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.nbdt.hierarchy.CommonNames;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;
import xai4j.nbdt.hierarchy.WordNetTree;

/** The NBDT authors' own trees, which are not part of the project; skipped where the folder with them is absent. */
class RealTreesTest {
    private static final Path REAL = Path.of(System.getProperty("xai4j.shared", "../../shared"), "real", "nbdt");

    @BeforeEach
    void theTreesAreThere() {
        assumeTrue(Files.isDirectory(REAL), "no real hierarchies at " + REAL);
    }

    private static List<String> numbers(String file) throws IOException {
        return Files.readAllLines(REAL.resolve("wnids").resolve(file)).stream()
                .map(String::strip)
                .toList();
    }

    /** What the tree joins: the classes below each inner node. */
    private static Set<Set<Integer>> groups(Hierarchy tree) {
        Set<Set<Integer>> groups = new HashSet<>();
        tree.inner().forEach(node -> groups.add(new TreeSet<>(tree.leaves(node))));
        return groups;
    }

    /** Where WordNet gives several hypernyms, ours follow the first and theirs at times another. */
    @ParameterizedTest
    @CsvSource({
        "CIFAR10, CIFAR10.txt, 8, 8",
        "CIFAR100, CIFAR100.txt, 49, 38",
        "TinyImagenet200, TinyImagenet200.txt, 95, 82"
    })
    void wordNetTreesJoinMostlyTheSameClasses(String set, String file, int theirs, int common) throws IOException {
        List<String> numbers = numbers(file);
        WordNet wordNet = WordNet.open();
        Hierarchy ours = WordNetTree.of(wordNet, wordNet.meanings(numbers), List.of());
        Hierarchy read = HierarchyFile.read(
                REAL.resolve("hierarchies").resolve(set).resolve("graph-wordnet.json"),
                numbers.size(),
                List.of(),
                numbers);
        assertThat(read.inner()).hasSize(theirs);
        Set<Set<Integer>> shared = groups(ours);
        shared.retainAll(groups(read));
        assertThat(shared.size()).isEqualTo(common);
    }

    @Test
    void aThousandClassesOfImageNetHaveATree() throws IOException {
        List<String> numbers = numbers("Imagenet1000.txt");
        WordNet wordNet = WordNet.open();
        Hierarchy tree = WordNetTree.of(wordNet, wordNet.meanings(numbers), List.of());
        assertThat(tree.leaves(tree.root())).hasSize(1000).doesNotHaveDuplicates();
        assertThat(tree.pathTo(281).stream().map(node -> tree.nodes().get(node).name()))
                .contains("animal", "carnivore", "feline", "tabby");
    }

    @Test
    void innerNodesOfTheirInducedTreeAreNamedAsTheyNamedThem() throws IOException {
        List<String> numbers = numbers("CIFAR10.txt");
        WordNet wordNet = WordNet.open();
        Hierarchy tree = HierarchyFile.read(
                REAL.resolve("hierarchies/CIFAR10/graph-induced-ResNet18.json"), numbers.size(), List.of(), numbers);
        Hierarchy ours = CommonNames.of(wordNet, tree, wordNet.meanings(numbers));
        tree.inner().forEach(node -> assertThat(ours.nodes().get(node).name().replace(' ', '_'))
                .isEqualTo(tree.nodes().get(node).name()));
    }
}
