package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.ModelOutput.Kind;
import xai4j.model.backend.PooledHead;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Understands what a network returns, by names, shapes and the values for noise, and chooses the output that holds class scores. When none
 * clearly does, it refuses and lists them.
 */
final class OutputChoice {
    private static final Pattern SCORE_NAMES =
            Pattern.compile(".*(logit|score|prob|class|cls|pred|output|label_dist).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern EMBEDDING_NAMES =
            Pattern.compile(".*(embed|feat|hidden|pool|latent|repr|backbone).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern AUXILIARY_NAMES = Pattern.compile(".*aux.*", Pattern.CASE_INSENSITIVE);
    /** Vectors that stand for pictures mostly have widths that divide by this; it counts only where nothing else tells. */
    private static final int VECTOR_STEP = 16;

    private static final String WHOLE = "int:";

    private final Map<String, Tensor> values = new LinkedHashMap<>();
    /** The outputs that hold whole numbers. */
    private final Set<String> whole = new HashSet<>();

    private final int batch;
    private final int labels;
    /** What went into the network's last affine map and what came out, {@code [N, K]} each; empty where it narrowed nothing. */
    private final List<Tensor> narrowed;

    /** An output, and how surely it holds scores: the higher the surer, 0 for not at all. */
    private record Reading(String name, Shape shape, Kind kind, int certainty, String why) {}

    private OutputChoice(Map<String, Tensor> outputs, Map<String, Tensor> probe, int batch, int labels) {
        outputs.forEach((key, value) -> {
            String name = key.startsWith(WHOLE) ? key.substring(WHOLE.length()) : key;
            values.put(name, value);
            if (key.startsWith(WHOLE)) {
                whole.add(name);
            }
        });
        this.batch = batch;
        this.labels = labels;
        this.narrowed = narrowed(probe.get("affine:input"), probe.get("affine:output"));
    }

    /** A map from many numbers to fewer is a classifier's, or a projection's; one to more tells nothing. */
    private static List<Tensor> narrowed(@Nullable Tensor input, @Nullable Tensor output) {
        boolean fewer = input != null && output != null && output.size() < input.size();
        return fewer ? List.of(input, output) : List.of();
    }

    /**
     * Every output in order, one of them explained.
     *
     * @param values the outputs for noise; the names of whole numbers begin with {@code int:}
     * @param probe what the network's run with the same noise brought
     * @param batch number of images in it
     * @param wanted the output that the caller names
     * @param labels number of class names that are known, 0 for none
     * @throws ModelException if no output, or more than one, may hold the scores; the message lists them
     * @throws IllegalArgumentException if there is no output of the wanted name
     */
    static List<ModelOutput> choose(
            Map<String, Tensor> values,
            Map<String, Tensor> probe,
            int batch,
            Optional<String> wanted,
            int labels,
            String model) {
        List<Reading> readings = new OutputChoice(values, probe, batch, labels).readings();
        if (wanted.isPresent()) {
            if (readings.stream().noneMatch(reading -> reading.name().equals(wanted.get()))) {
                throw new IllegalArgumentException(
                        model + " has no output \"" + wanted.get() + "\"; it has " + listed(readings));
            }
            return marked(readings, wanted.get(), "asked for");
        }
        Reading best = best(readings);
        if (best == null) {
            throw new ModelException(model + " returns " + listed(readings)
                    + "; none is clearly a number per class. Say which holds the scores with --output NAME"
                    + " (LoadOptions.withOutput)");
        }
        return marked(readings, best.name(), best.why());
    }

    private static List<ModelOutput> marked(List<Reading> readings, String name, String why) {
        List<ModelOutput> outputs = new ArrayList<>();
        for (Reading reading : readings) {
            boolean explained = reading.name().equals(name);
            outputs.add(new ModelOutput(
                    reading.name(), reading.shape(), reading.kind(), explained, explained ? why : reading.why()));
        }
        return outputs;
    }

    /** The surest reading; of equally sure ones with the same number of classes the first, as they say the same. */
    private static @Nullable Reading best(List<Reading> readings) {
        int top = readings.stream().mapToInt(Reading::certainty).max().orElse(0);
        List<Reading> surest =
                readings.stream().filter(reading -> reading.certainty() == top).toList();
        boolean agree = surest.stream().map(Reading::shape).distinct().count() == 1;
        return top > 0 && agree ? surest.get(0) : null;
    }

    private static String listed(List<Reading> readings) {
        return readings.stream()
                .map(reading -> "\"" + reading.name() + "\" " + reading.shape() + " (" + reading.why() + ")")
                .collect(Collectors.joining(", "));
    }

    /** What a network returns for a single picture may have no axis for it. */
    private Tensor ofOnePicture(Tensor returned) {
        Shape shape = returned.shape();
        boolean bare = batch == 1 && (shape.rank() == 0 || shape.rank() == 1 && shape.dim(0) > 1);
        return bare ? returned.reshape(shape.prepend(1)) : returned;
    }

    private List<Reading> readings() {
        List<Reading> readings = new ArrayList<>();
        values.forEach((name, value) -> readings.add(read(name, value)));
        return readings;
    }

    private Reading read(String name, Tensor returned) {
        Tensor value = ofOnePicture(returned);
        Shape shape = value.shape();
        boolean batched = shape.rank() > 0 && shape.dim(0) == batch;
        Shape open = batched ? shape.withFirst(Shape.DYNAMIC) : shape;
        if (!batched || value.size() == 0) {
            return new Reading(name, open, Kind.OTHER, 0, "not a value per picture");
        }
        int wide = 0;
        for (int axis = 1; axis < shape.rank(); axis++) {
            wide += shape.dim(axis) > 1 ? 1 : 0;
        }
        if (wide > 1) {
            boolean boxes = shape.rank() == 3 && shape.dim(2) == 4;
            Kind kind = boxes ? Kind.BOXES : shape.rank() == 4 ? Kind.MASK : Kind.OTHER;
            return new Reading(
                    name, open, kind, 0, boxes ? "four numbers per object" : "more than one axis beside the batch");
        }
        return vector(name, open, value, value.size() / batch);
    }

    private Reading vector(String name, Shape shape, Tensor value, int width) {
        if (whole.contains(name)) {
            return new Reading(name, shape, Kind.LABELS, 0, "whole numbers");
        }
        if (labels > 1 && width == labels) {
            return new Reading(name, shape, Kind.SCORES, 5, "as many numbers as labels");
        }
        if (EMBEDDING_NAMES.matcher(name).matches()) {
            return new Reading(name, shape, Kind.EMBEDDING, 0, "named like an embedding");
        }
        if (AUXILIARY_NAMES.matcher(name).matches()) {
            return new Reading(name, shape, Kind.OTHER, 0, "named like an auxiliary head of the training");
        }
        if (isRanked(name, value, width)) {
            return new Reading(name, shape, Kind.RANKS, 0, "in falling order for every picture");
        }
        if (SCORE_NAMES.matcher(name).matches()) {
            return new Reading(name, shape, Kind.SCORES, 4, "named like scores");
        }
        if (isDistribution(value, width)) {
            return new Reading(name, shape, Kind.SCORES, 3, "probabilities that sum to one");
        }
        return silent(name, shape, value, width);
    }

    /**
     * A vector whose name and sum tell nothing. What a classifier takes is an embedding, and what it gives are scores, however many; so is
     * a vector of length one an embedding. The width alone is the weakest sign, and never makes scores of what could be an embedding.
     */
    private Reading silent(String name, Shape shape, Tensor value, int width) {
        if (isSame(value, 0)) {
            return new Reading(name, shape, Kind.EMBEDDING, 0, "what the last linear layer takes");
        }
        if (isNormalized(value, width)) {
            return new Reading(name, shape, Kind.EMBEDDING, 0, "of length one for every picture");
        }
        if (isSame(value, 1) && othersAreEmbeddings(name)) {
            return new Reading(name, shape, Kind.SCORES, 1, "what the last linear layer gives");
        }
        return width % VECTOR_STEP == 0
                ? new Reading(name, shape, Kind.EMBEDDING, 0, width + " numbers, as embeddings have")
                : new Reading(name, shape, Kind.SCORES, 1, width + " numbers, which is no usual width of embeddings");
    }

    /** Whether an output is what the last narrowing map took (0) or gave (1). */
    private boolean isSame(Tensor value, int side) {
        return !narrowed.isEmpty()
                && narrowed.get(side).size() == value.size()
                && PooledHead.isClose(value, narrowed.get(side));
    }

    /** Whether every other vector is the one that the last linear layer takes: then it is no projection beside a classifier. */
    private boolean othersAreEmbeddings(String name) {
        return values.entrySet().stream()
                .filter(other -> !other.getKey().equals(name) && isVector(other.getValue()))
                .allMatch(other ->
                        isSame(other.getValue(), 0) || isNormalized(other.getValue(), width(other.getValue())));
    }

    private int width(Tensor value) {
        return value.size() / batch;
    }

    private boolean isVector(Tensor value) {
        Shape shape = value.shape();
        return shape.rank() > 1
                && shape.dim(0) == batch
                && value.size() > batch
                && shape.dim(1) * batch == value.size();
    }

    private static boolean isNormalized(Tensor value, int width) {
        for (int row = 0; row < value.size() / width; row++) {
            double sum = 0;
            for (int k = 0; k < width; k++) {
                sum += (double) value.at(row * width + k) * value.at(row * width + k);
            }
            if (!(Math.abs(sum - 1) < 1e-4)) {
                return false;
            }
        }
        return width > 1;
    }

    /** Whether the values fall in every row and another output holds whole numbers of the same shape. */
    private boolean isRanked(String name, Tensor value, int width) {
        for (int i = 0; i < value.size(); i++) {
            if (i % width > 0 && value.at(i) > value.at(i - 1)) {
                return false;
            }
        }
        return values.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(name)
                        && other.getValue().shape().equals(value.shape())
                        && whole.contains(other.getKey()));
    }

    private static boolean isDistribution(Tensor value, int width) {
        for (int row = 0; row < value.size() / width; row++) {
            double sum = 0;
            for (int k = 0; k < width; k++) {
                float p = value.at(row * width + k);
                sum += p < 0 ? Double.NaN : p;
            }
            if (!(Math.abs(sum - 1) < 1e-3)) {
                return false;
            }
        }
        return width > 1;
    }
}
