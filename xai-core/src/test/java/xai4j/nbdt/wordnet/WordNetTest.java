package xai4j.nbdt.wordnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.nbdt.hierarchy.CommonNames;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.WordNetTree;
import xai4j.tensor.XaiException;

class WordNetTest {
    private static final List<String> CIFAR10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final List<String> CIFAR10_NUMBERS = List.of(
            "n02691156",
            "n02958343",
            "n01503061",
            "n02121620",
            "n02430045",
            "n02084071",
            "n01639765",
            "n02374451",
            "n04194289",
            "n04490091");

    private final WordNet wordNet = WordNet.open();

    @Test
    void numbersAndWordsMeanTheSame() {
        assertThat(wordNet.meanings(CIFAR10).stream().map(Concept::wnid)).containsExactlyElementsOf(CIFAR10_NUMBERS);
        assertThat(wordNet.meanings(CIFAR10_NUMBERS)).isEqualTo(wordNet.meanings(CIFAR10));
        assertThat(wordNet.numbered("n02084071 dog, domestic dog").name()).isEqualTo("dog");
    }

    @Test
    void severalWordsTellTheirCommonSense() {
        assertThat(wordNet
                        .meanings(
                                List.of("jaguar, panther, Panthera onca", "mouse, computer mouse", "great_white_shark"))
                        .stream()
                        .map(concept -> wordNet.chain(concept).get(1).name()))
                .containsExactly("big cat", "electronic device", "mackerel shark");
    }

    @Test
    void anAmbiguousWordIsTakenAsItsCompanyIs() {
        assertThat(wordNet.chain(wordNet.meanings(List.of("mouse", "hamster", "squirrel"))
                        .get(0)))
                .extracting(Concept::name)
                .contains("rodent");
        assertThat(wordNet.chain(wordNet.meanings(List.of("mouse", "printer", "notebook computer"))
                        .get(0)))
                .extracting(Concept::name)
                .contains("device");
    }

    @Test
    void compoundsThatAreNoEntryAreReadFromTheirEnd() {
        assertThat(wordNet.meanings(List.of("maple_tree", "aquarium_fish")))
                .extracting(Concept::name)
                .containsExactly("maple", "fish");
    }

    @Test
    void labelsOutsideWordNetAreNamed() {
        assertThatThrownBy(() -> wordNet.meanings(List.of("dog", "class 7", "qwxyz")))
                .isInstanceOf(XaiException.class)
                .hasMessageContainingAll("2 of the 3 classes", "class 7, qwxyz", "wnids=FILE");
        assertThatThrownBy(() -> wordNet.numbered("n02084072")).hasMessageContaining("\"n02084072\" is no noun");
        assertThatThrownBy(() -> wordNet.numbered("n99999999")).hasMessageContaining("n99999999");
        assertThatThrownBy(() -> wordNet.numbered("dog")).hasMessageContaining("n02084071");
    }

    /**
     * The tree of the NBDT authors' {@code CIFAR10/graph-wordnet.json}, where the node over craft and motor vehicles is called
     * instrumentality: to WordNet wheeled vehicles are vehicles first and containers second, and they went by the second.
     */
    @Test
    void cifar10HasTheTreeOfThePaper() {
        Hierarchy tree = WordNetTree.of(wordNet, wordNet.meanings(CIFAR10), CIFAR10);
        assertThat(outline(tree, tree.root()))
                .isEqualTo("whole(vehicle(craft(airplane ship) motor vehicle(automobile truck))"
                        + " vertebrate(bird frog placental(carnivore(cat dog) ungulate(deer horse))))");
        assertThat(tree.nodes().subList(0, 10)).extracting(Hierarchy.Node::name).containsExactlyElementsOf(CIFAR10);
    }

    private static String outline(Hierarchy tree, int node) {
        Hierarchy.Node here = tree.nodes().get(node);
        List<String> below = here.children().stream()
                .map(child -> outline(tree, child))
                .sorted()
                .toList();
        return here.name() + (below.isEmpty() ? "" : "(" + String.join(" ", below) + ")");
    }

    @Test
    void aClassOfWhichOthersAreKindsIsALeafToo() {
        List<String> labels = List.of("dog", "poodle", "cat", "dog");
        Hierarchy tree = WordNetTree.of(wordNet, wordNet.meanings(labels), labels);
        assertThat(outline(tree, tree.root())).isEqualTo("carnivore(cat dog(dog dog poodle))");
        assertThat(tree.classes()).isEqualTo(4);
    }

    @Test
    void leavesWithoutWordsAreNamedByWordNet() {
        List<String> numbers = CIFAR10_NUMBERS.subList(2, 4);
        assertThat(outline(WordNetTree.of(wordNet, wordNet.meanings(numbers), numbers), 2))
                .isEqualTo("vertebrate(bird cat)");
        assertThat(outline(WordNetTree.of(wordNet, wordNet.meanings(numbers), List.of()), 2))
                .isEqualTo("vertebrate(bird cat)");
    }

    /** The merges of the authors' {@code graph-induced-ResNet18.json}, and its names. */
    @Test
    void innerNodesOfAnInducedTreeAreNamedByWhatTheirClassesShare() {
        Hierarchy tree = tree(CIFAR10, "1 9", "3 5", "0 8", "2 6", "4 7", "10 12", "11 14", "13 16", "15 17");
        Hierarchy named = CommonNames.of(wordNet, tree, wordNet.meanings(CIFAR10));
        assertThat(outline(named, named.root()))
                .isEqualTo("whole(chordate(placental(carnivore(cat dog) ungulate(deer horse)) vertebrate(bird frog))"
                        + " vehicle(craft(airplane ship) motor vehicle(automobile truck)))");
    }

    @Test
    void nodesThatShareAConceptAreToldApartByTheirClasses() {
        List<String> labels = List.of("cat", "frog", "dog", "bird", "horse");
        Hierarchy tree = tree(labels, "0 1", "2 3", "4 6", "5 7");
        assertThat(CommonNames.of(wordNet, tree, wordNet.meanings(labels))
                        .nodes()
                        .subList(5, 9))
                .extracting(Hierarchy.Node::name)
                .containsExactly("vertebrate: cat, frog", "vertebrate: dog, bird", "chordate", "animal");
    }

    private static Hierarchy tree(List<String> labels, String... merges) {
        List<Hierarchy.Node> nodes = new java.util.ArrayList<>();
        labels.forEach(label -> nodes.add(new Hierarchy.Node(label, List.of())));
        for (String merge : merges) {
            List<Integer> children = java.util.Arrays.stream(merge.split(" "))
                    .map(Integer::valueOf)
                    .toList();
            nodes.add(new Hierarchy.Node("merge", children));
        }
        return new Hierarchy(labels.size(), nodes, nodes.size() - 1);
    }

    @Test
    void chainsOfConceptsUsedUpStillHaveNames() {
        List<String> labels = IntStream.range(0, 20)
                .mapToObj(i -> i % 2 == 0 ? "dog" : "airplane")
                .toList();
        String[] merges = IntStream.range(0, 19)
                .mapToObj(i -> i == 0 ? "0 1" : i + 1 + " " + (19 + i))
                .toArray(String[]::new);
        Hierarchy tree = CommonNames.of(wordNet, tree(labels, merges), wordNet.meanings(labels));
        assertThat(tree.nodes().subList(20, 39))
                .extracting(Hierarchy.Node::name)
                .doesNotHaveDuplicates();
        assertThat(tree.nodes().get(20).name()).isEqualTo("whole");
        assertThat(tree.nodes().get(23).name()).isEqualTo("entity: dog, airplane, … (5)");
    }

    /** As on a class path without extJWNL: a loader that reads this library's classes and refuses the dictionary's. */
    @Test
    void withoutTheDictionaryTheDependenciesAreNamed() throws ReflectiveOperationException {
        ClassLoader without = new ClassLoader(WordNetTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("net.sf.extjwnl")) {
                    throw new ClassNotFoundException(name);
                }
                return name.startsWith("xai4j.nbdt.wordnet") ? own(name) : super.loadClass(name, resolve);
            }

            private Class<?> own(String name) throws ClassNotFoundException {
                Class<?> known = findLoadedClass(name);
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] bytes = in.readAllBytes();
                    return known != null ? known : defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        Class<?> type = Class.forName(WordNet.class.getName(), true, without);
        assertThatThrownBy(() -> type.getMethod("open").invoke(null))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(XaiException.class)
                .hasMessageContainingAll(
                        "add these dependencies", "net.sf.extjwnl:extjwnl:", "net.sf.extjwnl:extjwnl-data-wn30:");
    }
}
