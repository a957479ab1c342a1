package xai4j.examples.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The scores of Hesse et al. 2023 by the names that results give them; {@link PartScores} says what they are. */
enum BirdMetric {
    DATA_CHECK,
    PRESERVATION,
    DELETION_CHECK,
    DISTRACTIBILITY,
    SINGLE_DELETION,
    SINGLE_EXCHANGE,
    TARGET_SENSITIVITY;

    /** The name in results. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All names, in their order. */
    static List<String> words() {
        return Arrays.stream(values()).map(BirdMetric::word).toList();
    }
}
