package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.onnx.grad.GradientGraph;
import xai4j.onnx.grad.GradientRequest;

/** One kind of question for gradients: writes its graph whenever a session opens for it, and keeps only the names. */
final class GradientPlan {
    private final GradientRequest request;
    private volatile @Nullable Names names;

    GradientPlan(GradientRequest request) {
        this.request = request;
    }

    /** Writes the graph for one image, as images are run one by one; for more when the model is made for a certain number. */
    GradientGraph graph() {
        GradientGraph built = GradientGraph.build(request).forSingleImages();
        if (names == null) {
            names = named(built);
        }
        return built;
    }

    private Names named(GradientGraph graph) {
        Map<String, String> gradients = new LinkedHashMap<>();
        request.wanted().forEach(value -> gradients.put(value, graph.gradient(value)));
        return new Names(graph.cotangent(), graph.baseline(), gradients);
    }

    /** What the values of the graph are called. */
    Names names() {
        Names known = names;
        return known == null ? named(graph()) : known;
    }

    /**
     * What the values of a gradient graph are called.
     *
     * @param cotangent the input that takes the weights of the seed
     * @param baseline the input that takes the baseline, when the rule has one
     * @param gradients the output that holds the gradient of each wanted value
     */
    record Names(String cotangent, Optional<String> baseline, Map<String, String> gradients) {
        String gradient(String value) {
            return Objects.requireNonNull(gradients.get(value), value);
        }
    }
}
