package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import xai4j.djl.Batches;
import xai4j.djl.PooledHead;
import xai4j.model.FeatureLayout;
import xai4j.model.ImageInput;
import xai4j.model.ImageLayout;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What a TorchScript file does not say, found by running noise through the network: the input's size, which layers there
 * are, how the scores end.
 */
final class TorchProbe {
    private static final int[] USUAL_SIZES = {
        224, 32, 28, 64, 96, 128, 227, 256, 299, 384, 48, 160, 192, 240, 260, 300, 331, 380, 448, 512
    };
    private static final int LARGER_BY = 32;
    private static final Pattern CHANNELS = Pattern.compile("to have (\\d+) channels, but got (\\d+)");

    private final TorchSession session;
    private final ImageInput input;
    private final Tensor noise;
    private final Map<String, Tensor> answers;
    private final @Nullable Map<String, Tensor> larger;
    private final int finalCode;

    private TorchProbe(TorchSession session, ImageInput found, Tensor noise, Map<String, Tensor> answers) {
        this.session = session;
        this.noise = noise;
        this.answers = answers;
        this.larger = attempt(
                session,
                Batches.noise(Shape.of(
                        noise.shape().dim(0),
                        found.channels(),
                        found.height() + LARGER_BY,
                        found.width() + 2 * LARGER_BY)));
        this.input = larger == null ? found : found.withSize(Shape.DYNAMIC, Shape.DYNAMIC);
        this.finalCode = findFinal();
    }

    /**
     * Tries input sizes until one fits.
     *
     * @param likely the size to try first
     * @throws ModelException if none fits; the message holds the engine's complaint about the first
     */
    static TorchProbe of(TorchSession session, int likely) {
        Set<Integer> sizes = new LinkedHashSet<>(List.of(likely));
        for (int size : USUAL_SIZES) {
            sizes.add(size);
        }
        List<ModelException> complaints = new ArrayList<>();
        for (int size : sizes) {
            for (int batch = 2; batch >= 1; batch--) {
                TorchProbe probe = attempt(session, batch, 3, size, complaints);
                if (probe != null) {
                    return probe;
                }
            }
        }
        ModelException first = complaints.get(0);
        throw new ModelException(
                "no usual input size fits; give the size by the preprocessing (withDefaultSize); " + first.getMessage(),
                first);
    }

    /** Runs noise of one size; when the engine names another number of channels, runs again with that. */
    private static @Nullable TorchProbe attempt(
            TorchSession session, int batch, int channels, int size, List<ModelException> complaints) {
        Tensor noise = Batches.noise(Shape.of(batch, channels, size, size));
        ImageInput found = new ImageInput(ImageLayout.NCHW, channels, size, size, batch == 1 ? 1 : Shape.DYNAMIC);
        Map<String, Tensor> answers;
        try {
            answers = session.run(noise, request());
        } catch (ModelException e) {
            complaints.add(e);
            Matcher wanted = CHANNELS.matcher(String.valueOf(e.getMessage()));
            boolean others = wanted.find() && channels == 3;
            return others ? attempt(session, batch, Integer.parseInt(wanted.group(1)), size, complaints) : null;
        }
        return new TorchProbe(session, found, noise, answers);
    }

    /** The image port; height and width are dynamic when the network took a larger, oblong picture too. */
    ImageInput input() {
        return input;
    }

    /** The code of the network's last operator among {@link TorchOperators#FINAL}, or 0. */
    int finalCode() {
        return finalCode;
    }

    ScoreKind scoreKind() {
        return switch (finalCode) {
            case TorchOperators.SOFTMAX -> ScoreKind.PROBABILITIES;
            case TorchOperators.SIGMOID -> ScoreKind.MULTILABEL_PROBABILITIES;
            case TorchOperators.LOG_SOFTMAX -> ScoreKind.LOG_PROBABILITIES;
            default -> ScoreKind.LOGITS;
        };
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
        Map<String, Layer> layers = new LinkedHashMap<>();
        new TreeMap<>(answers).forEach((key, value) -> {
            String[] parts = key.split(":", 4);
            if (parts[0].equals("shape")) {
                Tensor other = larger == null ? value : larger.getOrDefault(key, value);
                layers.put(parts[3], layer(parts[3], parts[2], value, other));
            }
        });
        return Collections.unmodifiableList(new ArrayList<>(layers.values()));
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

    private int findFinal() {
        int code = (int) answer("final:code").at(0);
        Tensor scores = answer("scores");
        Tensor logits = answer("final:logits");
        if (code == 0 || logits.size() != scores.size()) {
            return 0;
        }
        Tensor rows = logits.reshape(scores.shape());
        Tensor expected =
                switch (code) {
                    case TorchOperators.SIGMOID -> map(rows, x -> 1 / (1 + Math.exp(-x)));
                    case TorchOperators.LOG_SOFTMAX -> map(Scores.softmax(rows), Math::log);
                    default -> Scores.softmax(rows);
                };
        return PooledHead.isClose(expected, scores) ? code : 0;
    }

    private static Tensor map(Tensor values, java.util.function.DoubleUnaryOperator function) {
        Tensor result = Tensor.zeros(values.shape());
        for (int i = 0; i < values.size(); i++) {
            result.set(i, (float) function.applyAsDouble(values.at(i)));
        }
        return result;
    }

    private Tensor answer(String name) {
        Tensor answer = answers.get(name);
        if (answer == null) {
            throw new IllegalStateException("the probe brought no " + name);
        }
        return answer;
    }

    private static TorchRequest request() {
        return new TorchRequest(TorchRequest.OUTPUT, 0).probe();
    }

    private static @Nullable Map<String, Tensor> attempt(TorchSession session, Tensor batch) {
        try {
            return session.run(batch, request());
        } catch (ModelException e) {
            return null;
        }
    }

    TorchSession session() {
        return session;
    }
}
