package xai4j.model;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Looks layers up by name and suggests neighbours when there is none. */
final class LayerNames {
    private static final int SUGGESTIONS = 3;

    private LayerNames() {}

    static Layer find(List<Layer> layers, String name) {
        return layers.stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no layer is named \"" + name + "\"; nearest: " + nearest(layers, name)));
    }

    private static String nearest(List<Layer> layers, String name) {
        return layers.stream()
                .map(Layer::name)
                .sorted(Comparator.comparingInt(candidate -> distance(candidate, name)))
                .limit(SUGGESTIONS)
                .collect(Collectors.joining(", "));
    }

    /** Levenshtein distance, ignoring case. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(java.util.Locale.ROOT);
        String b = right.toLowerCase(java.util.Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
