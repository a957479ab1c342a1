package xai4j.onnx.train;

import java.util.List;
import xai4j.model.FeatureLayout;
import xai4j.model.ModelSpec;
import xai4j.model.TokenGrid;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;

/** A backbone's own nodes, with its feature map as float32 {@code [N, C, h, w]} behind them, to which a head is appended. */
public final class BackboneWriter {
    private static final int SLICE_TAKES_INPUTS = 10;
    private static final int TOP_K_TAKES_INPUTS = 10;
    private static final String PREFIX = "xai4j_head/";
    private static final long FLOAT = 1;
    private static final long AHEAD = Integer.MAX_VALUE;

    private final OnnxWriter writer;
    private final String map;

    private BackboneWriter(OnnxWriter writer, String map) {
        this.writer = writer;
        this.map = map;
    }

    /**
     * Begins a file.
     *
     * @param labels classes of the head that will be appended
     */
    public static BackboneWriter of(Backbone backbone, List<String> labels) {
        ModelSpec spec = backbone.model().spec().withLabels(labels);
        OnnxWriter writer =
                OnnxWriter.continuing(backbone.file(), spec, backbone.layer().name());
        String map = backbone.layer().name();
        String float32 = writer.isFloat32(map)
                ? map
                : appended(writer, "Cast", List.of(map), "map_float", OnnxAttribute.of("to", FLOAT));
        return new BackboneWriter(writer, planar(writer, backbone, float32));
    }

    private static String planar(OnnxWriter writer, Backbone backbone, String map) {
        FeatureLayout layout = backbone.layer().layout();
        if (layout == FeatureLayout.CHANNELS_LAST) {
            return appended(writer, "Transpose", List.of(map), "map_planar", OnnxAttribute.ints("perm", 0, 3, 1, 2));
        }
        if (layout != FeatureLayout.TOKENS) {
            return map;
        }
        TokenGrid grid = backbone.grid();
        String patches = patches(writer, map, grid.skip());
        String channels =
                appended(writer, "Transpose", List.of(patches), "map_channels", OnnxAttribute.ints("perm", 0, 2, 1));
        writer.vector(name("map_extents"), 0, backbone.map().dim(0), grid.height(), grid.width());
        return appended(writer, "Reshape", List.of(channels, name("map_extents")), "map_planar");
    }

    private static String patches(OnnxWriter writer, String map, int skip) {
        if (writer.opset() < SLICE_TAKES_INPUTS) {
            return appended(
                    writer,
                    "Slice",
                    List.of(map),
                    "map_patches",
                    OnnxAttribute.ints("axes", 1),
                    OnnxAttribute.ints("starts", skip),
                    OnnxAttribute.ints("ends", AHEAD));
        }
        writer.vector(name("map_starts"), skip);
        writer.vector(name("map_ends"), AHEAD);
        writer.vector(name("map_axes"), 1);
        return appended(
                writer, "Slice", List.of(map, name("map_starts"), name("map_ends"), name("map_axes")), "map_patches");
    }

    private static String appended(
            OnnxWriter writer, String operator, List<String> inputs, String output, OnnxAttribute... attributes) {
        writer.node(operator, inputs, name(output), attributes);
        return name(output);
    }

    /** A name that no network has. */
    private static String name(String what) {
        return PREFIX + what;
    }

    /** Whether a value is of the head and not of the backbone. */
    public static boolean isOfHead(String value) {
        return value.startsWith(PREFIX);
    }

    /** Takes further nodes and outputs, and writes the file. */
    public OnnxWriter writer() {
        return writer;
    }

    /** The feature map's name. */
    public String map() {
        return map;
    }

    /** Appends a node; names are of the head alone. */
    public String node(String operator, List<String> inputs, String output, OnnxAttribute... attributes) {
        return appended(writer, operator, inputs, output, attributes);
    }

    /**
     * The largest values of each channel of a map, {@code [N, C, count]}.
     *
     * @param map {@code [N, C, h, w]}
     * @param channels C
     * @param count how many; at most h · w
     */
    public String largest(String map, int channels, int count, String output) {
        writer.vector(name(output + "_extents"), 0, channels, -1);
        String flat = node("Reshape", List.of(map, name(output + "_extents")), output + "_flat");
        List<String> outputs = List.of(name(output), name(output + "_places"));
        if (writer.opset() < TOP_K_TAKES_INPUTS) {
            writer.node("TopK", List.of(flat), outputs, OnnxAttribute.of("axis", 2), OnnxAttribute.of("k", count));
        } else {
            writer.vector(name(output + "_count"), count);
            writer.node("TopK", List.of(flat, name(output + "_count")), outputs, OnnxAttribute.of("axis", 2));
        }
        return outputs.get(0);
    }

    /** Adds a constant; its name is of the head alone. */
    public String constant(String what, long[] dims, float... values) {
        writer.constant(name(what), dims, values);
        return name(what);
    }
}
