package xai4j.djl.torch.detection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import xai4j.djl.torch.detection.TorchOutputs.Output;
import xai4j.image.ImageInput;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Lists of objects that are as long as what a network finds in a picture, as torchvision's detectors give them: boxes {@code [n, 4]}, labels and scores {@code [n]}, or
 * all in one {@code [n, 6]}. Filled up with zeros they have one length for all pictures, so that these can be compared.
 *
 * @param names what is filled: boxes, scores, labels, or the only one
 * @param axis along which objects lie
 */
public record OpenLists(List<String> names, int axis) {
    /** The length to which lists are filled up; of more objects the first count, which are the surest. */
    public static final int OBJECTS = 300;

    private static final int BOX = 4;
    private static final int FIELDS = 6;
    private static final Set<String> LAYOUTS = Set.of(TorchLists.LABELLED.title(), TorchLists.END_TO_END.title());

    /** Copies the list. */
    public OpenLists {
        names = List.copyOf(names);
    }

    /** Whether such lists can be meant when a caller, or nobody, says the layout. */
    public static boolean mayBe(Optional<String> wanted) {
        return wanted.isEmpty() || LAYOUTS.contains(wanted.get());
    }

    /**
     * Looks for such lists.
     *
     * @param values the outputs for noise; names of integers begin with {@code int:}
     * @param others the outputs for another picture, asked for where axes alone do not tell
     * @param input of the size of the noise
     * @param batch pictures of noise
     */
    public static Optional<OpenLists> of(
            Map<String, Tensor> values, Supplier<Map<String, Tensor>> others, ImageInput input, int batch) {
        TorchOutputs outputs = TorchOutputs.of(values, input, batch, Set.of());
        Optional<OpenLists> bare = batch == 1 ? found(outputs, 0) : Optional.empty();
        return bare.or(() -> found(outputs, 1).filter(lists -> {
            Map<String, Tensor> there = others.get();
            return lists.names().stream().anyMatch(name -> !shape(values, name).equals(shape(there, name)));
        }));
    }

    private static Optional<Shape> shape(Map<String, Tensor> values, String name) {
        return values.entrySet().stream()
                .filter(entry -> TorchOutputs.plain(entry.getKey()).equals(name))
                .map(entry -> entry.getValue().shape())
                .findFirst();
    }

    private static Optional<OpenLists> found(TorchOutputs outputs, int axis) {
        for (Output boxes : outputs.all()) {
            if (isList(outputs, boxes, axis, BOX)) {
                List<Output> beside = beside(outputs, boxes, axis);
                if (beside.size() == 2) {
                    TorchLists.Triple triple = TorchLists.Triple.of(boxes, beside.get(0), beside.get(1));
                    return Optional.of(new OpenLists(
                            List.of(
                                    boxes.name(),
                                    triple.scores().name(),
                                    triple.labels().name()),
                            axis));
                }
            }
        }
        return outputs.all().stream()
                .filter(table -> isList(outputs, table, axis, FIELDS))
                .findFirst()
                .map(table -> new OpenLists(List.of(table.name()), axis));
    }

    private static boolean isList(TorchOutputs outputs, Output output, int axis, int fields) {
        Shape shape = output.shape();
        return !output.isWhole()
                && shape.rank() == axis + 2
                && shape.dim(axis + 1) == fields
                && (axis == 0 || shape.dim(0) == outputs.batch());
    }

    /** What has a number for each box, in the same tuple or dictionary. */
    private static List<Output> beside(TorchOutputs outputs, Output boxes, int axis) {
        String place = place(boxes.name());
        return outputs.all().stream()
                .filter(output ->
                        output.rank() == axis + 1 && place(output.name()).equals(place))
                .filter(output -> output.shape().dim(axis) == boxes.shape().dim(axis))
                .toList();
    }

    private static String place(String name) {
        return name.substring(0, name.lastIndexOf('.') + 1);
    }

    /** The outputs with these filled up; a table gets the axis of pictures that it lacks. */
    public Map<String, Tensor> filled(Map<String, Tensor> values) {
        Map<String, Tensor> filled = new LinkedHashMap<>();
        values.forEach(
                (key, value) -> filled.put(key, names.contains(TorchOutputs.plain(key)) ? filled(value) : value));
        return filled;
    }

    private Tensor filled(Tensor value) {
        int fields = value.shape().rank() == axis + 2 ? value.shape().dim(axis + 1) : 1;
        int pictures = axis == 0 ? 1 : value.shape().dim(0);
        int found = value.size() / pictures;
        int length = OBJECTS * fields;
        Tensor all = Tensor.zeros(fields == 1 ? Shape.of(pictures, OBJECTS) : Shape.of(pictures, OBJECTS, fields));
        for (int picture = 0; picture < pictures; picture++) {
            for (int i = 0; i < Math.min(found, length); i++) {
                all.set(picture * length + i, value.at(picture * found + i));
            }
        }
        return all;
    }
}
