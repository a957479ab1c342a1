package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import xai4j.model.FeatureLayout;

/**
 * What the axes of inner values mean, followed from the image input through the graph: batch, channels, rows and columns,
 * tokens. So a feature map is recognised whatever transposes and reshapes lie in between.
 */
final class AxisRoles {
    private static final char CHANNEL = 'C';
    private static final char SPACE = 'S';
    private static final char TOKEN = 'T';
    private static final char UNKNOWN = '?';
    private static final int FEWEST_TOKENS = 4;
    /** Class and distillation tokens and registers in front of the patches. */
    private static final int MOST_CLASS_TOKENS = 8;

    private final Shapes shapes;
    private final Map<String, String> roles = new HashMap<>();
    /** What values were before a reshape that cuts across their axes, as for group normalisation. */
    private final Map<String, Ungrouped> ungrouped = new HashMap<>();

    private final long batch;
    /** Numbers of positions that come from the picture's rows and columns; found when first asked for. */
    private @Nullable Set<Long> tokenCounts;

    /** Extents, as a shape that is written out, and roles. */
    private record Ungrouped(String extents, String roles) {}

    AxisRoles(OnnxGraph graph, Shapes shapes, String image) {
        this.shapes = shapes;
        this.batch = shapes.dims(image)[0];
        roles.put(image, image(shapes.dims(image)));
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                if (shapes.isKnown(output)) {
                    roles.put(output, follow(node, output));
                    remember(node, output);
                }
            }
        }
    }

    /** Keeps in mind what a value was before its axes were cut across, for as long as the value keeps its shape. */
    private void remember(Node node, String output) {
        String before = node.inputs().isEmpty() ? "" : node.input(0);
        boolean reshapes = node.is("Reshape") && shapes.isKnown(before);
        if (reshapes && isKnown(of(before)) && !isKnown(of(output))) {
            ungrouped.put(output, new Ungrouped(extents(before), of(before)));
        } else if (!node.is("Transpose")) {
            node.inputs().stream()
                    .filter(ungrouped::containsKey)
                    .filter(input -> shapes.isKnown(input) && extents(input).equals(extents(output)))
                    .findFirst()
                    .ifPresent(input -> ungrouped.put(output, ungrouped.get(input)));
        }
    }

    private static boolean isKnown(String roles) {
        return !roles.isEmpty() && roles.indexOf(UNKNOWN) < 0;
    }

    private String extents(String value) {
        return Arrays.toString(shapes.dims(value));
    }

    private static String image(long[] dims) {
        if (dims.length != 4) {
            return unknown(dims.length);
        }
        boolean last = dims[3] <= 4 && dims[1] > 4;
        return last ? "NSSC" : "NCSS";
    }

    private static String unknown(int rank) {
        return String.valueOf(UNKNOWN).repeat(rank);
    }

    private String of(String value) {
        return roles.getOrDefault(value, "");
    }

    private String follow(Node node, String output) {
        int rank = shapes.dims(output).length;
        OperatorFacts.Axes axes = OperatorFacts.of(node).axes();
        boolean grouped = ungrouped.containsKey(node.input(0));
        if (axes == OperatorFacts.Axes.CHANNELS_FIRST && rank > 2 && !grouped) {
            return "NC" + String.valueOf(SPACE).repeat(rank - 2);
        }
        String roles =
                switch (axes) {
                    case PERMUTED -> transposed(node);
                    case REGROUPED -> reshaped(node, output);
                    case PROJECTED -> product(node);
                    default -> merged(node, rank);
                };
        return roles.length() == rank ? roles : unknown(rank);
    }

    private String transposed(Node node) {
        String from = of(node.input(0));
        StringBuilder to = new StringBuilder();
        for (long axis : node.integers("perm", Dims.reversed(from.length()))) {
            to.append(axis < from.length() ? from.charAt((int) axis) : UNKNOWN);
        }
        return to.toString();
    }

    private String product(Node node) {
        String from = of(node.input(0));
        return from.isEmpty() || from.charAt(from.length() - 1) == SPACE ? "" : from;
    }

    /** Roles of an elementwise result: those of an input of the same rank, known ones first. */
    private String merged(Node node, int rank) {
        char[] result = unknown(rank).toCharArray();
        for (String input : node.inputs()) {
            String from = of(input);
            for (int i = 0; from.length() == rank && i < rank; i++) {
                result[i] = result[i] == UNKNOWN ? from.charAt(i) : result[i];
            }
        }
        return new String(result);
    }

    /** Follows axes through a reshape by matching runs of extents with equal products. */
    private String reshaped(Node node, String output) {
        String roles = of(node.input(0));
        if (roles.isEmpty() || !shapes.isKnown(node.input(0))) {
            return "";
        }
        Ungrouped before = ungrouped.get(node.input(0));
        if (before != null && before.extents().equals(extents(output))) {
            return before.roles();
        }
        long[] from = shapes.dims(node.input(0));
        long[] to = shapes.dims(output);
        if (Dims.size(from) != Dims.size(to)) {
            return reduced(roles, from, to);
        }
        char[] result = unknown(to.length).toCharArray();
        int i = 0;
        int j = 0;
        while (i < from.length && j < to.length) {
            int startI = i;
            int startJ = j;
            long left = from[i++];
            long right = to[j++];
            while (left != right) {
                if (left < right && i < from.length) {
                    left *= from[i++];
                } else if (right < left && j < to.length) {
                    right *= to[j++];
                } else {
                    return "";
                }
            }
            assign(result, startJ, j, roles.substring(startI, i), Arrays.copyOfRange(from, startI, i));
        }
        return new String(result);
    }

    private static void assign(char[] result, int from, int to, String sources, long[] extents) {
        String real = wide(sources, extents);
        int count = to - from;
        if (real.length() == count) {
            real.getChars(0, count, result, from);
        } else if (count == 1 && real.chars().allMatch(role -> role == SPACE)) {
            result[from] = real.isEmpty() ? sources.charAt(0) : TOKEN;
        } else if (count == 2 && real.equals(String.valueOf(TOKEN))) {
            Arrays.fill(result, from, to, SPACE);
        } else if (real.equals(String.valueOf(CHANNEL))) {
            Arrays.fill(result, from, to, CHANNEL);
        } else if (count == 1 && real.length() > 1 && real.charAt(0) == CHANNEL) {
            result[from] = CHANNEL;
        }
    }

    /** Roles of axes with more than one element; those of single elements do not matter to a reshape. */
    private static String wide(String roles, long[] extents) {
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] != 1) {
                wide.append(roles.charAt(i));
            }
        }
        return wide.toString();
    }

    /** Roles after a reduction: those of the axes that stay. */
    private static String reduced(String roles, long[] from, long[] to) {
        if (from.length == to.length) {
            return roles;
        }
        StringBuilder kept = new StringBuilder();
        int j = 0;
        for (int i = 0; i < from.length && j < to.length; i++) {
            if (from[i] == to[j]) {
                kept.append(roles.charAt(i));
                j++;
            }
        }
        return kept.toString();
    }

    /**
     * How the values of a layer are arranged.
     *
     * <p>Only a value with the batch in front, a row per picture, has spatial extent: several views of one picture, tiles or crops are
     * a batch of their own inside the network, and no map over the picture can be drawn from them.
     */
    FeatureLayout layout(String value) {
        String found = of(value);
        long[] dims = shapes.dims(value);
        if (dims.length > 2 && dims[0] != batch) {
            return FeatureLayout.OTHER;
        }
        return switch (found) {
            case "NCSS" -> FeatureLayout.CHANNELS_FIRST;
            case "NSSC" -> FeatureLayout.CHANNELS_LAST;
            case "NTC" -> FeatureLayout.TOKENS;
            case "NCT", "NCS", "NCC" -> FeatureLayout.OTHER;
            default -> ungrouped.containsKey(value) ? FeatureLayout.OTHER : byRank(dims);
        };
    }

    private FeatureLayout byRank(long[] dims) {
        if (dims.length < 2 || dims[0] != batch) {
            return FeatureLayout.OTHER;
        }
        return switch (dims.length) {
            case 2 -> FeatureLayout.VECTOR;
            case 3 -> isTokenCount(dims[1]) ? FeatureLayout.TOKENS : FeatureLayout.OTHER;
            default -> FeatureLayout.OTHER;
        };
    }

    /** Whether so many tokens, but for a few that stand for the whole picture, are positions that come from the picture's. */
    private boolean isTokenCount(long extent) {
        Set<Long> counts = tokenCounts();
        return LongStream.rangeClosed(0, MOST_CLASS_TOKENS)
                .anyMatch(extra -> extent - extra >= FEWEST_TOKENS && counts.contains(extent - extra));
    }

    private Set<Long> tokenCounts() {
        Set<Long> known = tokenCounts;
        if (known == null) {
            known = new HashSet<>();
            for (String value : roles.keySet()) {
                long[] dims = dimsOf(value);
                if (dims.length > 2 && dims[0] == batch) {
                    known.add(layoutPositions(value));
                }
            }
            tokenCounts = known;
        }
        return known;
    }

    private long[] dimsOf(String value) {
        return shapes.isKnown(value) ? shapes.dims(value) : new long[0];
    }

    /** Number of positions of a value whose roles are known; 0 otherwise. */
    private long layoutPositions(String value) {
        long[] dims = shapes.dims(value);
        return switch (of(value)) {
            case "NCSS" -> dims[2] * dims[3];
            case "NSSC" -> dims[1] * dims[2];
            case "NTC" -> dims[1];
            case "NCT" -> dims[2];
            default -> 0;
        };
    }

    /** Number of positions of a spatial layer. */
    long positions(String value) {
        long[] dims = shapes.dims(value);
        return switch (layout(value)) {
            case CHANNELS_FIRST -> dims[2] * dims[3];
            case CHANNELS_LAST -> dims[1] * dims[2];
            case TOKENS -> dims[1];
            default -> 1;
        };
    }
}
