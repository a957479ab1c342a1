package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.Models;
import xai4j.explain.Target;
import xai4j.image.Box;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.ActivationModel;
import xai4j.model.Layer;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeMatch;
import xai4j.prototype.PrototypeMatches;
import xai4j.prototype.PrototypeMetadata;
import xai4j.prototype.PrototypeNetwork;
import xai4j.prototype.PrototypePush;
import xai4j.prototype.Prototypes;
import xai4j.prototype.Similarity;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A ProtoPNet that was trained in Python, through ONNX Runtime. */
class PrototypeGoldenTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final double NOISE = 4e-4;
    /** In this map four pixels at the threshold of the box are equal but for rounding, in which engines differ. */
    private static final int TIED_IMAGE = 0;

    private static final int TIED_PROTOTYPE = 1;

    @Test
    void logitsAndBoxesMatchWhereverTheLikenessesAreRead() {
        Tensor expected = floats("logits");
        int[] boxes = integers("activation_box");
        try (ActivationModel model = open()) {
            for (PrototypeMetadata metadata : List.of(
                    metadata("distances", PrototypeMetadata.Holds.DISTANCES),
                    metadata("conv_features", PrototypeMetadata.Holds.FEATURES))) {
                Prototypes explainer = new Prototypes(PrototypeNetwork.of(model, metadata)).matches(10);
                for (int i = 0; i < expected.shape().dim(0); i++) {
                    PrototypeMatches matches = explainer
                            .target(Target.top(5))
                            .explain(image(model, floats("input").row(i)));
                    for (int t = 0; t < 5; t++) {
                        int k = matches.targets().get(t).index();
                        assertThat(matches.logit(t)).isCloseTo(expected.get(i, k), within(NOISE));
                    }
                    for (PrototypeMatch match : matches.matches().get(0)) {
                        if (i == TIED_IMAGE && match.prototype() == TIED_PROTOTYPE) {
                            continue;
                        }
                        int at = (i * 10 + match.prototype()) * 4;
                        assertThat(match.box())
                                .isEqualTo(new Box(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]));
                    }
                }
            }
        }
    }

    @Test
    void thePushFindsTheNearestPatchOfTheOwnClass() {
        int[] labels = integers("push_labels");
        Tensor images = floats("push_images");
        PrototypePush push = new PrototypePush(floats("prototypes"), integers("prototype_class"));
        try (ActivationModel model = open()) {
            Layer layer = model.layer("conv_features");
            for (int from = 0; from < labels.length; from += 16) {
                Tensor features = Objects.requireNonNull(model.activations(images.slice(from, from + 16), Set.of(layer))
                        .values()
                        .get(layer));
                push.offer(features, Arrays.copyOfRange(labels, from, from + 16));
            }
        }
        int[] index = integers("push_index");
        for (int p = 0; p < 10; p++) {
            PrototypePush.Patch patch = push.patch(p);
            assertThat(List.of(patch.image(), patch.row(), patch.column()))
                    .containsExactly(index[3 * p], index[3 * p + 1], index[3 * p + 2]);
        }
        float[] vectors = push.vectors().toArray();
        float[] expected = floats("push_vectors").toArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(vectors[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    static PrototypeMetadata metadata(String layer, PrototypeMetadata.Holds holds) {
        return new PrototypeMetadata(
                layer,
                holds,
                Similarity.PAPER,
                Optional.of(floats("prototypes")),
                floats("last_layer"),
                Tensor.zeros(Shape.of(5)),
                Arrays.stream(integers("prototype_class"))
                        .mapToObj(Prototype::of)
                        .toList(),
                GOLDENS);
    }

    static ActivationModel open() {
        return Models.load(GOLDENS.resolve("models/protopnet.onnx"), ActivationModel.class);
    }

    private static PreparedImage image(ActivationModel model, Tensor input) {
        return PreparedImage.ofTensor(input, model.spec().input(), Preprocessing.raw());
    }

    private static Tensor floats(String name) {
        return Npy.readFloat(GOLDENS.resolve("protopnet/" + name + ".npy"));
    }

    private static int[] integers(String name) {
        return Npy.readInt(GOLDENS.resolve("protopnet/" + name + ".npy")).values();
    }
}
