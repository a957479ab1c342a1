package xai4j.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import xai4j.model.Score;

/**
 * How an explanation was made: enough to make it again.
 *
 * @param method registered name of the method
 * @param options every option with the text form of its value, the seed among them
 * @param model name of the model
 * @param modelSha256 SHA-256 of the model's bytes, or empty
 * @param score which number of the class was explained
 * @param evaluations number of images the model scored (a gradient counts one)
 * @param seconds wall time
 * @param version version of this library
 */
public record Provenance(
        String method,
        Map<String, String> options,
        String model,
        String modelSha256,
        Score score,
        long evaluations,
        double seconds,
        String version) {
    /** Copies the options, keeping their order. */
    public Provenance {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** The version of this library, or {@code development} outside its jar. */
    public static String libraryVersion() {
        return LibraryVersion.VERSION;
    }
}
