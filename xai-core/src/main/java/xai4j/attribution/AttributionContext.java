package xai4j.attribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.explain.Deadline;
import xai4j.explain.ExplainedTarget;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.tensor.Tensor;

/** The image in question, the classes, and the way to ask for gradients. */
public final class AttributionContext {
    private final PreparedImage image;
    private final float[] values;
    private final List<ExplainedTarget> targets;
    private final int[] indices;
    private final int classes;
    private final BatchedGradients questions;
    private final Optional<float[]> known;

    /**
     * Makes a subject.
     *
     * @param classes number of classes K
     * @param known the gradient at the image itself of the only target, when it was found together with the scores
     */
    AttributionContext(
            PreparedImage image,
            List<ExplainedTarget> targets,
            int classes,
            BatchedGradients questions,
            Optional<float[]> known) {
        this.image = image;
        this.values = image.tensor().toArray();
        this.targets = targets;
        this.indices = targets.stream().mapToInt(ExplainedTarget::index).toArray();
        this.classes = classes;
        this.questions = questions;
        this.known = known;
    }

    public PreparedImage image() {
        return image;
    }

    /** The input's values x, in the model's layout. */
    public float[] x() {
        return values;
    }

    public List<ExplainedTarget> targets() {
        return targets;
    }

    /** Until when the method must have its answer. */
    public Deadline deadline() {
        return questions.deadline();
    }

    /** A zero per input value for each target. */
    public List<double[]> zeros() {
        List<double[]> zeros = new ArrayList<>();
        for (int t = 0; t < indices.length; t++) {
            zeros.add(new double[values.length]);
        }
        return zeros;
    }

    /** Asks for ordinary gradients at some points. */
    public void ask(int points, BatchedGradients.Points where, BatchedGradients.Sink sink) {
        ask(points, where, at -> BackwardRule.GRADIENT, sink);
    }

    /** Asks at some points under rules that depend on the point. */
    public void ask(
            int points, BatchedGradients.Points where, BatchedGradients.Rules rules, BatchedGradients.Sink sink) {
        questions.ask(image.tensor().shape(), points, where, indices, classes, rules, sink);
    }

    /**
     * Asks for ordinary gradients at as many points as there is time for, in order: a batch is begun while time is not over. The last point may
     * have an answer for the first targets only.
     *
     * @throws xai4j.explain.TimeLimitException if there was time for none of them
     */
    public void askInTime(int points, BatchedGradients.Points where, BatchedGradients.Sink sink) {
        questions.askInTime(image.tensor().shape(), points, where, indices, classes, sink);
    }

    /** Asks at the image itself. */
    public void ask(BackwardRule rule, BatchedGradients.Sink sink) {
        known.ifPresentOrElse(
                gradient -> sink.accept(0, 0, gradient), () -> ask(1, (i, out) -> out.put(values), at -> rule, sink));
    }

    /**
     * The ordinary gradient of one target at one point.
     *
     * @param t position of the target
     * @param point the input's values, in the model's layout
     */
    public float[] gradient(int t, double[] point) {
        List<float[]> found = new ArrayList<>();
        questions.ask(
                image.tensor().shape(),
                1,
                (i, out) -> {
                    for (int j = 0; j < point.length; j++) {
                        out.put(j, (float) point[j]);
                    }
                },
                new int[] {indices[t]},
                classes,
                at -> BackwardRule.GRADIENT,
                (i, only, gradient) -> found.add(gradient));
        return found.get(0);
    }

    /** Per target its score minus the mean of its scores at some images. */
    public double[] differences(List<Tensor> images) {
        float[][] scores = questions.scores(images);
        double[] differences = new double[indices.length];
        for (int t = 0; t < differences.length; t++) {
            double sum = 0;
            for (float[] row : scores) {
                sum += row[indices[t]];
            }
            differences[t] = targets.get(t).score() - sum / scores.length;
        }
        return differences;
    }
}
