package xai4j.prototype;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xai4j.prototype.modification.Characteristic;

/**
 * Because of what two parts look alike (Nauta et al. 2020): by how much the similarity falls when the image is changed in one
 * characteristic only. A negative number means that the change made the parts more alike.
 *
 * @param similarity of the image as it is
 * @param unchanged by how much the similarity falls when the picture is changed in nothing: what the importances are worth
 * @param importance per characteristic: {@code similarity − similarity after the change}
 */
public record SimilarityFactors(double similarity, double unchanged, Map<Characteristic, Double> importance) {
    /** Share of the similarity that a characteristic must carry to be named. */
    private static final double NOTABLE = 0.1;
    /** Share of the largest importance that a characteristic must reach to be named. */
    private static final double COMPARABLE = 0.5;

    /** Copies the map in the order of the constants. */
    public SimilarityFactors {
        EnumMap<Characteristic, Double> ordered = new EnumMap<>(Characteristic.class);
        ordered.putAll(importance);
        importance = Collections.unmodifiableMap(ordered);
    }

    /**
     * The reasons in words, the strongest first: {@code because of its colour and shape}. Hue and saturation together are
     * colour, contrast and brightness together light and shade. Named is what carries a tenth of the similarity and at least
     * half of what the strongest reason carries.
     */
    public String words() {
        Map<String, Double> strength = new LinkedHashMap<>();
        importance.forEach((characteristic, value) -> strength.merge(word(characteristic), value, Math::max));
        double largest = strength.values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        double least = Math.max(NOTABLE * Math.abs(similarity), COMPARABLE * largest);
        List<String> named = new ArrayList<>(strength.keySet().stream()
                .filter(word -> value(strength, word) > 0 && value(strength, word) >= least)
                .sorted(Comparator.comparingDouble(word -> -value(strength, word)))
                .toList());
        if (named.isEmpty()) {
            return "not because of any one characteristic alone";
        }
        String last = named.remove(named.size() - 1);
        return "because of its " + (named.isEmpty() ? last : String.join(", ", named) + " and " + last);
    }

    private static double value(Map<String, Double> strength, String word) {
        return strength.getOrDefault(word, 0.0);
    }

    private static String word(Characteristic characteristic) {
        return switch (characteristic) {
            case HUE, SATURATION -> "colour";
            case CONTRAST, BRIGHTNESS -> "light and shade";
            case SHAPE -> "shape";
            case TEXTURE -> "texture";
        };
    }
}
