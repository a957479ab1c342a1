package xai4j.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import xai4j.model.Score;
import xai4j.model.ScoreKind;

/**
 * How an explanation was made: enough to make it again.
 *
 * <p>Two are equal when all but their wall times are: the same explanation made twice equals itself.
 *
 * @param method registered name of the method
 * @param options every option with the text form of its value, the seed among them
 * @param model name of the model
 * @param modelSha256 SHA-256 of the model's bytes, or empty
 * @param score which number of the class was explained
 * @param evaluations number of images the model scored (a gradient counts one)
 * @param seconds wall time
 * @param version version of this library
 * @param input what was explained and how it became the model's input; empty where nothing was given, and in explanations that older
 *     versions wrote
 * @param scores what the model's scores were taken for; empty in explanations that older versions wrote
 */
public record Provenance(
        String method,
        Map<String, String> options,
        String model,
        String modelSha256,
        Score score,
        long evaluations,
        double seconds,
        String version,
        Optional<InputRecord> input,
        Optional<ScoreKind> scores) {
    /** Copies the options, keeping their order. */
    public Provenance {
        input = Objects.requireNonNullElse(input, Optional.empty());
        scores = Objects.requireNonNullElse(scores, Optional.empty());
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** The record of an explanation without an input. */
    public Provenance(
            String method,
            Map<String, String> options,
            String model,
            String modelSha256,
            Score score,
            long evaluations,
            double seconds,
            String version) {
        this(
                method,
                options,
                model,
                modelSha256,
                score,
                evaluations,
                seconds,
                version,
                Optional.empty(),
                Optional.empty());
    }

    /** This record with the input that was explained. */
    public Provenance withInput(InputRecord explained) {
        return new Provenance(
                method,
                options,
                model,
                modelSha256,
                score,
                evaluations,
                seconds,
                version,
                Optional.of(explained),
                scores);
    }

    /** This record with what the model's scores were taken for. */
    public Provenance withScores(ScoreKind kind) {
        return new Provenance(
                method, options, model, modelSha256, score, evaluations, seconds, version, input, Optional.of(kind));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Provenance that && timeless().equals(that.timeless());
    }

    @Override
    public int hashCode() {
        return timeless().hashCode();
    }

    private List<Object> timeless() {
        return List.of(method, options, model, modelSha256, score, evaluations, version, input, scores);
    }

    /** The diagnostics of an explanation of this provenance: the verdicts on its input are among them, once. */
    public Diagnostics complete(Diagnostics diagnostics) {
        Diagnostics complete = diagnostics;
        for (String verdict : input.map(InputRecord::verdicts).orElse(List.of())) {
            complete = complete.verdicts().contains(verdict) ? complete : complete.with(verdict);
        }
        return complete;
    }

    /** The version of this library, or {@code development} outside its jar. */
    public static String libraryVersion() {
        return LibraryVersion.VERSION;
    }
}
