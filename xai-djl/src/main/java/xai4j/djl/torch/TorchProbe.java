package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import xai4j.image.ImageInput;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.backend.BatchChecks;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What a TorchScript file does not say, found by running noise through the network: the input's size, which layers there
 * are, how the scores end.
 */
final class TorchProbe {
    private static final int LARGER_BY = 32;

    private final TorchSession session;
    private final ImageInput input;
    private final Tensor noise;
    private final Map<String, Tensor> answers;
    private final @Nullable Map<String, Tensor> larger;
    private final List<Layer> layers;
    private final ScoreEnd end;
    private final List<String> chance;
    private final ScoreEnd asked;

    /**
     * Asks what the noise that passed does not tell alone.
     *
     * @param asked the outputs to explain
     */
    TorchProbe(TorchSession session, InputSearch.Found found, ScoreEnd asked) {
        this.session = session;
        this.noise = found.noise();
        this.chance = session.chance(noise, found.answers());
        this.asked = asked;
        this.answers = asked.outputs().isEmpty() ? found.answers() : session.run(noise, request(asked));
        ImageInput fitting = found.input();
        ImageInput oblong = fitting.withSize(fitting.height() + LARGER_BY, fitting.width() + 2 * LARGER_BY);
        this.larger = likeScores(attempt(
                session, BatchChecks.noise(oblong.batchShape(noise.shape().dim(0))), asked));
        this.input = larger == null ? fitting : fitting.withSize(Shape.DYNAMIC, Shape.DYNAMIC);
        this.layers = findLayers();
        this.end = ScoreTail.find(session, noise, answers, layers, asked);
    }

    /** What noise says of the same network with other weights: the numbers are new, what they told stays. */
    private TorchProbe(TorchProbe original, TorchSession session) {
        this.session = session;
        this.noise = original.noise;
        this.chance = original.chance;
        this.asked = original.asked;
        this.answers = session.run(noise, request(asked));
        this.larger = null;
        this.input = original.input;
        this.layers = original.layers;
        this.end = original.end;
    }

    /** The probe of the same network with other weights. */
    TorchProbe of(TorchSession other) {
        return new TorchProbe(this, other);
    }

    /** The image port; height and width are dynamic when the network took a larger, oblong picture too. */
    ImageInput input() {
        return input;
    }

    /** The operators that draw random numbers, empty when the answers do not depend on any. */
    List<String> chance() {
        return chance;
    }

    /** How the scores come about. */
    ScoreEnd end() {
        return end;
    }

    int classes() {
        return answer("scores").shape().dim(1);
    }

    /** The noise that the answers belong to. */
    Tensor noise() {
        return noise;
    }

    Map<String, Tensor> answers() {
        return answers;
    }

    /** All layers in execution order. */
    List<Layer> layers() {
        return layers;
    }

    private List<Layer> findLayers() {
        Map<String, Layer> found = new LinkedHashMap<>();
        new TreeMap<>(answers).forEach((key, value) -> {
            String[] parts = key.split(":", 4);
            if (parts[0].equals("shape")) {
                Tensor other = larger == null ? value : larger.getOrDefault(key, value);
                found.put(parts[3], layer(parts[3], parts[2], value, other));
            }
        });
        return Collections.unmodifiableList(new ArrayList<>(found.values()));
    }

    private Layer layer(String name, String operator, Tensor sizes, Tensor otherSizes) {
        int[] dims = new int[sizes.size()];
        for (int axis = 0; axis < dims.length; axis++) {
            boolean same = otherSizes.size() == dims.length && otherSizes.at(axis) == sizes.at(axis);
            dims[axis] = same ? (int) sizes.at(axis) : Shape.DYNAMIC;
        }
        FeatureLayout layout = layout(operator, sizes, otherSizes);
        if (dims.length > 0 && sizes.at(0) == noise.shape().dim(0) && input.batch() == Shape.DYNAMIC) {
            dims[0] = Shape.DYNAMIC;
        }
        return new Layer(name, operator, Shape.of(dims), layout);
    }

    private FeatureLayout layout(String operator, Tensor sizes, Tensor otherSizes) {
        boolean ofImages = sizes.size() > 1 && sizes.at(0) == noise.shape().dim(0);
        if (!ofImages || operator.equalsIgnoreCase("softmax")) {
            return FeatureLayout.OTHER;
        }
        if (sizes.size() == 2) {
            return FeatureLayout.VECTOR;
        }
        if (sizes.size() == 3) {
            return FeatureLayout.TOKENS;
        }
        if (sizes.size() != 4) {
            return FeatureLayout.OTHER;
        }
        return isChannelsLast(sizes, otherSizes) ? FeatureLayout.CHANNELS_LAST : FeatureLayout.CHANNELS_FIRST;
    }

    /** Where the extents that grow with the picture, or those that are equal, stand in front. */
    private static boolean isChannelsLast(Tensor sizes, Tensor otherSizes) {
        boolean channelsGrow = otherSizes.size() == 4 && otherSizes.at(1) != sizes.at(1);
        boolean innermostGrows = otherSizes.size() == 4 && otherSizes.at(3) != sizes.at(3);
        if (channelsGrow || innermostGrows) {
            return channelsGrow && !innermostGrows;
        }
        return sizes.at(1) == sizes.at(2) && sizes.at(2) != sizes.at(3);
    }

    private Tensor answer(String name) {
        Tensor answer = answers.get(name);
        if (answer == null) {
            throw new IllegalStateException("the probe brought no " + name);
        }
        return answer;
    }

    /** What a probe asks for. */
    static TorchRequest request(ScoreEnd end) {
        return new TorchRequest(TapeCode.OUTPUT, end).probe();
    }

    private static @Nullable Map<String, Tensor> attempt(TorchSession session, Tensor batch, ScoreEnd end) {
        try {
            return session.run(batch, request(end));
        } catch (LoopTimeException e) {
            throw e;
        } catch (ModelException e) {
            return null;
        }
    }

    /** A network that makes several images of a larger one has not taken it. */
    private @Nullable Map<String, Tensor> likeScores(@Nullable Map<String, Tensor> others) {
        Tensor scores = others == null ? null : others.get("scores");
        return scores != null && scores.shape().equals(answer("scores").shape()) ? others : null;
    }

    TorchSession session() {
        return session;
    }
}
