package xai4j.coalition;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.image.PreparedImage;
import xai4j.model.Model;

/**
 * Several explainers of one model, explained together: methods over the same regions, fill and seed ask the model about each coalition once.
 *
 * <p>Whatever a method asks, its numbers are those that it has alone, to the last bit, with the options of {@link #explainers}. Methods that draw at random would
 * hardly ever draw the same; so where KernelSHAP is among them, methods whose result is defined by coin flips (LIME, RISE over regions) take KernelSHAP's pairs for their
 * masks and weight them ({@code mask-sampling=leverage-pairs}), if they want no more of them. These have the same expectation, with larger error bars, and
 * {@link #remarks} tells of them. Methods that have nothing in common are explained as they are.
 */
public final class Together {
    private final List<Explainer<?>> explainers;
    private final List<String> remarks;
    private final Map<Question, Integer> askers = new HashMap<>();

    /** What two methods must have in common, the model among it. */
    private record Question(Model model, List<Object> setting) {}

    private Together(List<? extends Explainer<?>> explainers, List<String> remarks) {
        this.explainers = List.copyOf(explainers);
        this.remarks = List.copyOf(remarks);
    }

    /** Explainers that share nothing: each asks the model by itself. */
    public static Together apart(List<? extends Explainer<?>> explainers) {
        return new Together(explainers, List.of());
    }

    /** Puts explainers together. */
    public static Together of(List<? extends Explainer<?>> explainers) {
        Map<Question, Integer> pairs = new HashMap<>();
        for (Explainer<?> explainer : explainers) {
            question(explainer)
                    .ifPresent(
                            question -> pairs.merge(question, paired(explainer).pairedSamples(), Math::max));
        }
        List<Explainer<?>> joined = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (Explainer<?> explainer : explainers) {
            int samples = question(explainer).map(pairs::get).orElse(0);
            Optional<? extends Explainer<?>> other =
                    samples > 0 ? paired(explainer).withPairs(samples) : Optional.empty();
            other.ifPresent(joining -> remarks.add(String.format(
                    Locale.ROOT,
                    "%s takes the %d masks of kernel-shap and weights them (mask-sampling=leverage-pairs); its error bars are wider for it",
                    explainer.method(),
                    samples)));
            joined.add(other.isPresent() ? other.get() : explainer);
        }
        Together together = new Together(joined, remarks);
        joined.forEach(explainer ->
                question(explainer).ifPresent(question -> together.askers.merge(question, 1, Integer::sum)));
        return together;
    }

    /** The explainers as they explain, in the order in which they were given. */
    public List<Explainer<?>> explainers() {
        return explainers;
    }

    /** In words, which methods take other masks than they would alone. */
    public List<String> remarks() {
        return remarks;
    }

    /**
     * Explains.
     *
     * @return one explanation for each of {@link #explainers}, in their order
     */
    public List<Explanation> explain(PreparedImage image) {
        OnImage on = on(image);
        List<Explanation> explanations = new ArrayList<>();
        explainers.forEach(explainer -> explanations.add(on.explain(explainer)));
        return explanations;
    }

    /** Prepares a photograph as the model's spec says and explains it. */
    public List<Explanation> explain(BufferedImage photograph) {
        return explainers.isEmpty()
                ? List.of()
                : explain(explainers.get(0).model().spec().prepare(photograph));
    }

    /** One image, whose explanations can be asked for one by one. */
    public OnImage on(PreparedImage image) {
        return new OnImage(image);
    }

    /** An image and what the model has said of it so far. Safe for several threads. */
    public final class OnImage {
        private final PreparedImage image;
        private final SharedPasses passes;

        private OnImage(PreparedImage image) {
            this.image = image;
            this.passes = new SharedPasses(image);
        }

        /**
         * Explains by one of {@link Together#explainers}, or by the same with another listener.
         *
         * @throws RuntimeException as {@link Explainer#explain(PreparedImage)}
         */
        public Explanation explain(Explainer<?> explainer) {
            boolean isShared = question(explainer).map(askers::get).orElse(0) > 1;
            return isShared ? paired(explainer).explain(image, passes) : explainer.explain(image);
        }
    }

    private static Optional<Question> question(Explainer<?> explainer) {
        return explainer instanceof PerturbationExplainer<?, ?> asking
                ? asking.sharedQuestion().map(setting -> new Question(explainer.model(), setting))
                : Optional.empty();
    }

    /** An explainer that has a question. */
    private static PerturbationExplainer<?, ?> paired(Explainer<?> explainer) {
        return (PerturbationExplainer<?, ?>) explainer;
    }
}
