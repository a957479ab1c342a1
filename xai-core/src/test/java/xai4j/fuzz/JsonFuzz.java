package xai4j.fuzz;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.Explainers;
import xai4j.explain.Explanation;
import xai4j.image.PreparedImage;
import xai4j.json.ExplanationJson;
import xai4j.model.SmallNet;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeFile;
import xai4j.prototype.PrototypeMetadata;
import xai4j.prototype.Similarity;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Reads damaged explanations, descriptions of prototypes and trees: {@code SEED COUNT FOLDER}, the folder to work in. */
final class JsonFuzz {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LABELS = List.of("a", "b", "c", "d");
    private static final List<String> METHODS =
            List.of("grad-cam", "lime", "anchors", "nbdt-hard", "integrated-gradients", "kernel-shap");

    private JsonFuzz() {}

    /** A whole file, and how it is used. */
    private record Sample(String name, byte[] json, FuzzTally.Attempt use) {}

    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        Path folder = Files.createDirectories(Path.of(arguments[2]));
        Path explanation = folder.resolve("explanation.json");
        List<Sample> samples = new ArrayList<>();
        for (String json : explanations()) {
            samples.add(new Sample("explanation", json.getBytes(StandardCharsets.UTF_8), () -> use(explanation)));
        }
        samples.add(prototypes(folder));
        samples.add(tree(folder));
        FuzzTally tally = new FuzzTally();
        for (int i = 0; i < count; i++) {
            Sample sample = samples.get(i % samples.size());
            byte[] mutant = i / samples.size() % 3 == 0
                    ? new Mutations(seed + i)
                            .of(
                                    sample.json(),
                                    samples.get((i * 7 + 3) % samples.size()).json())
                    : JSON.writeValueAsBytes(new JsonMutations(seed + i).of(JSON.readTree(sample.json())));
            Files.write(folder.resolve(sample.name() + ".json"), mutant);
            tally.count(sample.name() + " " + i % samples.size() + " damaged with " + (seed + i), sample.use());
        }
        tally.end();
    }

    private static void use(Path file) {
        Explanation read = ExplanationJson.read(file);
        read.values();
        ExplanationJson.write(read);
    }

    private static List<String> explanations() {
        SmallNet net = SmallNet.planar(3);
        PreparedImage image = SmallNet.image(net.spec().input(), 5);
        List<String> written = new ArrayList<>();
        for (String method : METHODS) {
            var explainer = Explainers.named(method, net);
            var sized = explainer.options().describe().containsKey("segmenter")
                    ? explainer.set("segmenter", "grid:3x2")
                    : explainer;
            written.add(ExplanationJson.write(sized.explain(image)));
        }
        return written;
    }

    private static Sample prototypes(Path folder) throws java.io.IOException {
        PrototypeMetadata metadata = new PrototypeMetadata(
                "layer",
                PrototypeMetadata.Holds.DISTANCES,
                Similarity.PAPER,
                Optional.of(Tensor.zeros(Shape.of(2, 3, 1, 1))),
                Tensor.zeros(Shape.of(2, 2)),
                Tensor.zeros(Shape.of(2)),
                List.of(Prototype.of(0), Prototype.of(1)),
                folder);
        PrototypeFile.write(metadata, folder);
        Path file = folder.resolve(PrototypeFile.NAME);
        return new Sample("prototypes", Files.readAllBytes(file), () -> PrototypeFile.read(file)
                .patch(0));
    }

    private static Sample tree(Path folder) throws java.io.IOException {
        Path file = folder.resolve("tree.json");
        Tensor weights = Tensor.of(Shape.of(4, 2), 1f, 0f, 0.9f, 0.1f, -1f, 0f, -0.9f, 0.2f);
        HierarchyFile.write(Hierarchy.induced(weights, true, LABELS), file);
        return new Sample("tree", Files.readAllBytes(file), () -> HierarchyFile.read(file, LABELS.size(), LABELS)
                .toString());
    }
}
