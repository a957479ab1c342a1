package xai4j.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import xai4j.model.FeatureLayout;
import xai4j.model.InnerValues;
import xai4j.model.Layer;
import xai4j.model.Model;
import xai4j.model.ScoreFunction;
import xai4j.model.WeightedScores;

/**
 * A further output or an inner value of the network: its mean, the mean of a channel, or one number of it.
 *
 * @param name of the output or layer
 * @param place channel, or channel, row and column, or the position in a vector; empty for all of it
 */
record ValueTarget(String name, List<Integer> place) implements Target {
    static final String PREFIX = "output:";
    private static final int POINT = 3;

    /** Reads {@code output:NAME}, {@code output:NAME@7} and {@code output:NAME@7,3,4}. */
    static ValueTarget parse(String text) {
        String rest = text.substring(PREFIX.length());
        int at = rest.lastIndexOf('@');
        String where = at < 0 ? "" : rest.substring(at + 1);
        if (rest.isEmpty() || at == 0 || at > 0 && !where.matches("\\d{1,9}(,\\d{1,9},\\d{1,9})?")) {
            throw new IllegalArgumentException("target \"" + text + "\": write " + PREFIX + "NAME, " + PREFIX
                    + "NAME@CHANNEL or " + PREFIX + "NAME@CHANNEL,ROW,COLUMN");
        }
        return at < 0
                ? new ValueTarget(rest, List.of())
                : new ValueTarget(
                        rest.substring(0, at),
                        Arrays.stream(where.split(",", -1))
                                .map(Integer::valueOf)
                                .toList());
    }

    @Override
    public String text() {
        return PREFIX + name + (place.isEmpty() ? "" : "@" + described());
    }

    private String described() {
        return place.toString().replaceAll("[\\[\\] ]", "");
    }

    @Override
    public Model source(Model model) {
        return InnerValues.of(model, name);
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        Layer layer = ((InnerValues) context.model()).value();
        int count = context.scores().length;
        int[] chosen = chosen(layer, count);
        Map<Integer, Double> weights = new TreeMap<>();
        for (int position : chosen) {
            weights.put(position, 1.0 / chosen.length);
        }
        return List.of(new WeightedScores(
                String.format(Locale.ROOT, "%s of %s", place.isEmpty() ? "mean" : "[" + described() + "]", name),
                weights));
    }

    /** Positions in a row of the value's numbers. */
    private int[] chosen(Layer layer, int count) {
        if (place.isEmpty()) {
            return IntStream.range(0, count).toArray();
        }
        int[] dims = layer.shape().dims();
        int channels = channels(layer, dims, count);
        int area = count / channels;
        int width = dims.length == 4 ? dims[layer.layout() == FeatureLayout.CHANNELS_LAST ? 2 : 3] : 1;
        boolean first = layer.layout() != FeatureLayout.CHANNELS_LAST && layer.layout() != FeatureLayout.TOKENS;
        int channel = checked(place.get(0), channels, "channel", layer);
        if (place.size() < POINT) {
            return IntStream.range(0, area)
                    .map(spot -> first ? channel * area + spot : spot * channels + channel)
                    .toArray();
        }
        if (dims.length != 4 || width < 1) {
            throw new IllegalArgumentException("the target " + text() + " names a place, and " + layer.name() + " "
                    + layer.shape() + " has no rows and columns of known size");
        }
        int row = checked(place.get(1), area / width, "row", layer);
        int column = checked(place.get(2), width, "column", layer);
        int spot = row * width + column;
        return new int[] {first ? channel * area + spot : spot * channels + channel};
    }

    /** Channels of a map or of tokens; every number of anything else is one. */
    private static int channels(Layer layer, int[] dims, int count) {
        int channels =
                switch (layer.layout()) {
                    case CHANNELS_FIRST -> dims[1];
                    case CHANNELS_LAST, TOKENS -> dims[dims.length - 1];
                    default -> count;
                };
        return channels > 0 && count % channels == 0 ? channels : count;
    }

    private int checked(int index, int count, String what, Layer layer) {
        if (index >= count) {
            throw new IllegalArgumentException("the target " + text() + " asks for " + what + " " + index + "; "
                    + layer.name() + " " + layer.shape() + " has " + count + ", counted from 0");
        }
        return index;
    }
}
