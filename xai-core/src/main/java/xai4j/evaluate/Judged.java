package xai4j.evaluate;

import java.util.Objects;
import java.util.Optional;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.image.PreparedImage;
import xai4j.model.Model;

/**
 * One target of an explanation that is to be judged, with what it explains.
 *
 * @param explanation what is judged
 * @param target position among its targets
 * @param image the model input that it explains
 * @param model the model that it explains
 * @param truth where the object is, in the pixels of the model's input, if that is known
 * @param explainer what made the explanation and can make others, if it is at hand
 * @param scores the model's answers to masked images, shared by everything that is judged on this image
 */
public record Judged(
        Explanation explanation,
        int target,
        PreparedImage image,
        Model model,
        Optional<TruthMask> truth,
        Optional<Explainer<?>> explainer,
        MaskedScores scores) {
    /** Checks the target, and that the truth lies in the pixels of the input. */
    public Judged {
        Objects.checkIndex(target, explanation.targets().size());
        truth.ifPresent(
                mask -> mask.requireSize(image.input().width(), image.input().height()));
    }

    /** An explanation without known truth. */
    public Judged(Explanation explanation, int target, PreparedImage image, Model model) {
        this(
                explanation,
                target,
                image,
                model,
                Optional.empty(),
                Optional.empty(),
                MaskedScores.of(WhatIf.asked(model, image, explanation), image));
    }

    /** The same with known truth. */
    public Judged withTruth(TruthMask mask) {
        return new Judged(explanation, target, image, model, Optional.of(mask), explainer, scores);
    }

    /** The same with what made the explanation. */
    public Judged withExplainer(Explainer<?> maker) {
        return new Judged(explanation, target, image, model, truth, Optional.of(maker), scores);
    }

    /** Another explanation of the same target of the same image, which shares the model's answers. */
    public Judged withExplanation(Explanation other) {
        return new Judged(other, target, image, model, truth, explainer, scores);
    }

    /** The position of the target among the scores that {@link #scores()} gives. */
    public int scoreIndex() {
        int index = explanation.targets().get(target).index();
        return index == ExplainedTarget.NO_CLASS ? target : index;
    }

    /** The attribution of each pixel of the model's input, row by row, with its sign. */
    public double[] pixels() {
        return PixelAttribution.ofInput(
                explanation, target, image.input().width(), image.input().height());
    }

    /**
     * The attribution in its own pieces: the positions of a map at the resolution of its layer, the channels summed, or the regions.
     *
     * @throws xai4j.tensor.XaiException if the explanation gives no numbers to places
     */
    public double[] pieces() {
        return explanation instanceof SaliencyMap map
                ? PixelAttribution.plane(map, target)
                : PixelAttribution.values(explanation, target);
    }
}
