package xai4j.model;

import java.time.Duration;

/**
 * One question that a model was asked.
 *
 * @param kind what was asked
 * @param images pictures in the batch, at least 1
 * @param time until the answer or the failure
 * @param answered whether there was an answer, not an exception
 */
public record ModelCall(Kind kind, int images, Duration time, boolean answered) {
    /** What can be asked of a model. */
    public enum Kind {
        /** Scores. */
        PREDICTION,
        /** Inner values. */
        ACTIVATIONS,
        /** Scores with inner values replaced. */
        INTERVENTION,
        /** Gradients, and the scores that come with them. */
        GRADIENTS
    }

    /** Told of every call, in the thread that made it, after its end. Must be quick and safe for several threads, and throw nothing. */
    @FunctionalInterface
    public interface Listener {
        /** Told of a call. */
        void called(ModelCall call);
    }
}
