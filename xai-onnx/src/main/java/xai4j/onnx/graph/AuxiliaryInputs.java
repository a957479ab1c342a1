package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Inputs beside the image that only say how large it is: {@code orig_target_sizes} of RT-DETR and its kin, {@code im_shape}, {@code
 * scale_factor} and {@code im_info} of PaddleDetection, {@code image_shape} of YOLOv3, {@code pixel_mask} of DETR. Constants take their
 * place, so that the model speaks in pixels of its own input, whatever the photograph was.
 *
 * <p>An input is known by its name and shape together: one number per axis of the picture, or a mask over it.
 */
public final class AuxiliaryInputs {
    private static final String SIZE = "width and height of the input";
    private static final Map<String, Meaning> KNOWN = Map.of(
            "orig_target_sizes", new Meaning(2, (height, width) -> new double[] {width, height}, SIZE),
            "im_shape",
                    new Meaning(2, (height, width) -> new double[] {height, width}, "height and width of the input"),
            "image_shape",
                    new Meaning(2, (height, width) -> new double[] {height, width}, "height and width of the input"),
            "scale_factor", new Meaning(2, (height, width) -> new double[] {1, 1}, "the input is not scaled"),
            "im_info",
                    new Meaning(
                            3,
                            (height, width) -> new double[] {height, width, 1},
                            "height, width and scale of the input"));
    private static final String MASK = "pixel_mask";

    private AuxiliaryInputs() {}

    @FunctionalInterface
    private interface Numbers {
        double[] of(int height, int width);
    }

    private record Meaning(int count, Numbers numbers, String inWords) {
        boolean fits(ValueInfo port) {
            List<ValueInfo.Dim> dims = port.dims().orElse(List.of());
            long last = dims.isEmpty() ? 0 : dims.get(dims.size() - 1).size();
            return dims.size() <= 2 && !dims.isEmpty() && (last == count || last < 0);
        }
    }

    /** The inputs of a graph that must be fed and are not of this kind. */
    public static List<ValueInfo> others(OnnxGraph graph) {
        return graph.ports().stream().filter(port -> !isKnown(port)).toList();
    }

    private static boolean isKnown(ValueInfo port) {
        return meaning(port).isPresent() || isMask(port);
    }

    /** By the last part of the name, as TensorFlow's exporters put scopes in front and {@code :0} behind. */
    private static Optional<Meaning> meaning(ValueInfo port) {
        return Optional.ofNullable(KNOWN.get(plain(port))).filter(meaning -> meaning.fits(port));
    }

    private static boolean isMask(ValueInfo port) {
        return plain(port).equals(MASK) && port.dims().map(List::size).orElse(0) == 3;
    }

    private static String plain(ValueInfo port) {
        String name = port.name().replaceFirst(":\\d+$", "");
        return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * A graph in which constants stand for these inputs.
     *
     * @param graph with them fed
     * @param notes what each was fed with, one clause for people
     */
    public record Fed(OnnxGraph graph, List<String> notes) {}

    /** Feeds these inputs for images of a size; the graph is the same where there are none. */
    public static Fed feed(OnnxGraph graph, int height, int width) {
        List<ValueInfo> known =
                graph.ports().stream().filter(AuxiliaryInputs::isKnown).toList();
        if (known.isEmpty()) {
            return new Fed(graph, List.of());
        }
        OnnxGraph fed = graph.copy();
        List<String> notes = new ArrayList<>();
        for (ValueInfo port : known) {
            fed.inputs().remove(port.name());
            notes.add(
                    isMask(port)
                            ? mask(fed, port, height, width)
                            : numbers(fed, port, meaning(port).orElseThrow(), height, width));
        }
        return new Fed(fed, List.copyOf(notes));
    }

    private static String numbers(OnnxGraph fed, ValueInfo port, Meaning meaning, int height, int width) {
        double[] numbers = meaning.numbers().of(height, width);
        int rank = port.dims().orElseThrow().size();
        put(fed, port, rank == 1 ? new long[] {numbers.length} : new long[] {1, numbers.length}, numbers);
        String text =
                Arrays.stream(numbers).mapToObj(n -> String.valueOf((long) n)).collect(Collectors.joining(", "));
        return port.name() + " is fed with " + text + " (" + meaning.inWords() + ")";
    }

    /** All of the input is picture. */
    private static String mask(OnnxGraph fed, ValueInfo port, int height, int width) {
        List<ValueInfo.Dim> dims = port.dims().orElseThrow();
        long rows = dims.get(1).isFixed() ? dims.get(1).size() : height;
        long columns = dims.get(2).isFixed() ? dims.get(2).size() : width;
        double[] ones = new double[Math.toIntExact(rows * columns)];
        Arrays.fill(ones, 1);
        put(fed, port, new long[] {1, rows, columns}, ones);
        return port.name() + " is fed with ones (all of the input is picture)";
    }

    private static void put(OnnxGraph fed, ValueInfo port, long[] dims, double... numbers) {
        String name = port.name();
        if (port.type() == ElementType.INT64) {
            fed.add(ConstantTensor.ofLongs(
                    name, dims, Arrays.stream(numbers).mapToLong(n -> (long) n).toArray()));
            return;
        }
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        if (port.type() == ElementType.FLOAT) {
            fed.add(ConstantTensor.ofFloats(name, dims, floats));
            return;
        }
        String plain = name + "/float";
        fed.add(ConstantTensor.ofFloats(plain, dims, floats));
        fed.nodes()
                .add(
                        0,
                        Node.of(
                                "Cast",
                                List.of(plain),
                                List.of(name),
                                Attribute.of("to", port.type().number())));
    }
}
