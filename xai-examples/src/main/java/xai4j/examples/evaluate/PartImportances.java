package xai4j.examples.evaluate;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import xai4j.evaluate.PixelAttribution;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.PartMask;
import xai4j.explain.Explanation;

/**
 * How important each part of a bird is for a class, in the eyes of an explanation.
 *
 * @param values by part; a part that is missing is worth nothing
 * @param total what the values are a share of: the sum of all that is positive
 */
public record PartImportances(Map<Part, Double> values, double total) {
    private static final double SIDE_PER_REACH = 128;

    /** Copies the values. */
    public PartImportances {
        Map<Part, Double> copy = new EnumMap<>(Part.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    /** Importances that are given; what they are a share of is the sum of the positive ones. */
    public static PartImportances of(Map<Part, Double> values) {
        return new PartImportances(values, positive(values));
    }

    /**
     * The sum of the attribution over each part. Outlines and smooth edges of a part reach beyond its mask, so that parts by which
     * species differ are widened by a hundred and twenty-eighth of the side, as FunnyBirds does.
     *
     * @param target position among the explanation's targets
     * @throws xai4j.tensor.XaiException if the explanation gives no numbers to places
     */
    public static PartImportances of(Explanation explanation, int target, PartMask mask) {
        double[] pixels = PixelAttribution.of(explanation, target, mask.size(), mask.size());
        int reach = (int) Math.max(1, Math.rint(mask.size() / SIDE_PER_REACH));
        Map<Part, Double> exact = new EnumMap<>(Part.class);
        Map<Part, Double> widened = new EnumMap<>(Part.class);
        for (int i = 0; i < pixels.length; i++) {
            int x = i % mask.size();
            int y = i / mask.size();
            exact.merge(mask.at(x, y), pixels[i], Double::sum);
            for (Part part : around(mask, x, y, reach)) {
                widened.merge(part, pixels[i], Double::sum);
            }
        }
        Map<Part, Double> values = new EnumMap<>(exact);
        Part.DISTINCTIVE.forEach(part -> values.put(part, widened.getOrDefault(part, 0.0)));
        return new PartImportances(values, positive(exact));
    }

    private static double positive(Map<Part, Double> values) {
        return values.values().stream().mapToDouble(value -> Math.max(0, value)).sum();
    }

    private static Set<Part> around(PartMask mask, int x, int y, int reach) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (int row = Math.max(0, y - reach); row <= Math.min(mask.size() - 1, y + reach); row++) {
            for (int column = Math.max(0, x - reach); column <= Math.min(mask.size() - 1, x + reach); column++) {
                parts.add(mask.at(column, row));
            }
        }
        return parts;
    }

    /** The importance of a part. */
    public double at(Part part) {
        return values.getOrDefault(part, 0.0);
    }

    /** The importance of several parts together. */
    public double sum(Collection<Part> parts) {
        return parts.stream().mapToDouble(this::at).sum();
    }

    /** The parts, background included, whose share of the total is larger than a threshold. */
    public Set<Part> important(double threshold) {
        Set<Part> important = EnumSet.noneOf(Part.class);
        if (total > 0) {
            values.forEach((part, value) -> {
                if (value > threshold * total && (Part.DISTINCTIVE.contains(part) || part == Part.BACKGROUND)) {
                    important.add(part);
                }
            });
        }
        return important;
    }
}
