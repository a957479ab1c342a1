package xai4j.djl.torch.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import xai4j.image.ImageInput;
import xai4j.model.detection.RawTable;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What a network may be recognised as a detector by.
 *
 * @param all its outputs in order
 * @param input of the size of the noise that they are for
 * @param batch pictures of noise
 * @param labelCounts numbers of labels that are known
 */
record TorchOutputs(List<Output> all, ImageInput input, int batch, Set<Integer> labelCounts) {
    private static final String WHOLE = "int:";

    /**
     * An output.
     *
     * @param isWhole whether it holds integers
     * @param value its values for noise
     */
    record Output(String name, boolean isWhole, Tensor value) {
        Shape shape() {
            return value.shape();
        }

        int rank() {
            return shape().rank();
        }

        boolean isNamed(String part) {
            return name.toLowerCase(Locale.ROOT).contains(part);
        }

        /** Numbers for a picture, when they are for {@code batch} of them. */
        int perPicture(int batch) {
            return value.size() / batch;
        }
    }

    /** Copies the collections. */
    TorchOutputs {
        all = List.copyOf(all);
        labelCounts = Set.copyOf(labelCounts);
    }

    /** Outputs whose integers have names that begin with {@code int:}. */
    static TorchOutputs of(Map<String, Tensor> values, ImageInput input, int batch, Set<Integer> labelCounts) {
        List<Output> all = new ArrayList<>();
        values.forEach((key, value) -> all.add(new Output(plain(key), key.startsWith(WHOLE), value)));
        return new TorchOutputs(all, input, batch, labelCounts);
    }

    /** A name without the word that says that integers are meant. */
    static String plain(String key) {
        return key.startsWith(WHOLE) ? key.substring(WHOLE.length()) : key;
    }

    /** Those with the form {@code [batch, *, *]} of numbers that are not integers. */
    List<Output> tables() {
        return all.stream()
                .filter(output -> !output.isWhole()
                        && output.rank() == 3
                        && output.shape().dim(0) == batch)
                .toList();
    }

    /** The first with something in its name. */
    Optional<Output> named(String part) {
        return all.stream().filter(output -> output.isNamed(part)).findFirst();
    }

    /** The numbers of a field of every candidate of the first picture. */
    static float[] field(Output output, RawTable table, int candidates, int field) {
        float[] numbers = new float[candidates];
        for (int candidate = 0; candidate < candidates; candidate++) {
            numbers[candidate] = output.value().at(table.at(candidate, field));
        }
        return numbers;
    }

    /** Whether all numbers of some fields are within [0, 1]. */
    static boolean areShares(Output output, RawTable table, int candidates, int fields) {
        for (int field = 0; field < fields; field++) {
            for (float number : field(output, table, candidates, field)) {
                if (!(number >= 0 && number <= 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Where the first number of an output stands in the row of those that are joined. */
    int offset(List<Output> joined, Output own) {
        return joined.stream()
                .takeWhile(output -> !output.equals(own))
                .mapToInt(output -> output.perPicture(batch))
                .sum();
    }

    /** The shape of an output for any number of pictures. */
    Shape shape(Output output) {
        Shape shape = output.shape();
        return shape.rank() > 0 && shape.dim(0) == batch ? shape.withFirst(Shape.DYNAMIC) : shape;
    }

    /** The outputs in words. */
    String described() {
        return all.stream()
                .map(output -> "\"" + output.name() + "\" " + shape(output))
                .collect(Collectors.joining(", "));
    }
}
