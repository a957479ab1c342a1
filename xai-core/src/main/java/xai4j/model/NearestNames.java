package xai4j.model;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names like one that is not there, to suggest. */
public final class NearestNames {
    private NearestNames() {}

    /**
     * The names nearest to another one, the nearest first; equally near ones in their order.
     *
     * @param count how many at most
     */
    public static List<String> of(List<String> names, String name, int count) {
        return names.stream()
                .sorted(Comparator.comparingInt(candidate -> distance(candidate, name)))
                .limit(count)
                .toList();
    }

    /**
     * Names that differ from another one by a slip: a letter in four at most, or a single one, whatever the case, blanks and signs.
     *
     * @param count how many at most
     */
    public static List<String> slips(List<String> names, String name, int count) {
        String wanted = letters(name);
        int most = Math.max(1, wanted.length() / 4);
        return of(
                names.stream()
                        .filter(candidate -> Math.abs(letters(candidate).length() - wanted.length()) <= most)
                        .filter(candidate -> distance(letters(candidate), wanted) <= most)
                        .toList(),
                name,
                count);
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "");
    }

    /** Levenshtein distance, ignoring case. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
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
