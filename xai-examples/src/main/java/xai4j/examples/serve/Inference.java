package xai4j.examples.serve;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.Progress;
import xai4j.explain.TimeLimitException;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.numeric.Cancellation;

/** Answers requests: pictures become inputs, inputs predictions and explanations, all within the time of one request. */
public final class Inference {
    private final ServeLimits limits;
    private final PictureReader reader;

    /** Answers within limits. */
    public Inference(ServeLimits limits) {
        this.limits = limits;
        this.reader = new PictureReader(limits);
    }

    /**
     * One picture with all that was said of it.
     *
     * @param image the input that was made of it
     * @param prediction what the model says
     * @param explanation why
     */
    public record Explained(PreparedImage image, Prediction prediction, Explanation explanation) {}

    /** The limits that hold. */
    public ServeLimits limits() {
        return limits;
    }

    /** Decodes a picture. */
    public BufferedImage picture(byte[] bytes, String name) {
        return reader.read(bytes, name);
    }

    /**
     * Predicts.
     *
     * @throws RequestException if a picture cannot be read
     */
    public List<Prediction> predict(ServedModel served, ExplainRequest request) {
        Score score = score(request.score());
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < request.pictures().size(); i++) {
            Cancellation.check();
            predictions.add(Prediction.of(served.model(), prepare(served.model(), request, i), score));
        }
        return predictions;
    }

    /**
     * Explains every picture of a request; those that are left share the time that is left.
     *
     * @param startNanos when the request came, by {@link System#nanoTime()}
     * @throws RequestException if a picture, a method, a target or an option is refused
     */
    public List<Explained> explain(ServedModel served, ExplainRequest request, long startNanos) {
        List<Explained> explained = new ArrayList<>();
        int count = request.pictures().size();
        Score score = score(request.score());
        for (int i = 0; i < count; i++) {
            PreparedImage image = prepare(served.model(), request, i);
            double left = limits.seconds() - (System.nanoTime() - startNanos) / 1e9;
            Explainer<?> explainer = ExplainerSetup.of(
                    served, request.method(), request.target(), request.options(), Math.max(0.05, left / (count - i)));
            Prediction prediction = Prediction.of(served.model(), image, score);
            explained.add(new Explained(image, prediction, run(explainer, image, Progress.SILENT)));
        }
        return explained;
    }

    /**
     * Runs an explainer and turns what its caller got wrong into a refusal.
     *
     * @throws RequestException if the target or layer does not exist, or time was over before there was an answer
     */
    public static Explanation run(Explainer<?> explainer, PreparedImage image, Progress progress) {
        try {
            return explainer.onProgress(progress).explain(image);
        } catch (TimeLimitException e) {
            throw new RequestException(RequestException.UNPROCESSABLE, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new RequestException(RequestException.BAD, String.valueOf(e.getMessage()), e);
        }
    }

    private PreparedImage prepare(Model model, ExplainRequest request, int i) {
        return model.spec().prepare(reader.read(request.pictures().get(i), "instances[" + i + "]"));
    }

    private static Score score(String text) {
        try {
            return Score.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    RequestException.BAD, "score cannot be \"" + text + "\": probability, logit or output", e);
        }
    }
}
