package com.example;

import java.util.List;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.SaliencyMap;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

// begin method
/** What a brighter picture would change: one number per class, at one position. */
public final class BrightnessCheck extends ConfiguredExplainer<Model, SaliencyMap, BrightnessCheck> {
    /** How much brighter. */
    public static final Option<Double> STEP = Option.real("step", 0.1, 0, 1, "what is added to each input value");

    public BrightnessCheck(Model model) {
        this(Setup.of(model, STEP));
    }

    private BrightnessCheck(Setup<Model> setup) {
        super("brightness-check", setup);
    }

    @Override
    protected BrightnessCheck copy(Setup<Model> other) {
        return new BrightnessCheck(other);
    }

    @Override
    protected Score score() {
        return Score.LOGIT;
    }

    @Override
    protected SaliencyMap explainClasses(PreparedImage image) {
        long start = System.nanoTime();
        Tensor before = model().predict(image.batch(), Score.LOGIT);
        Tensor brighter = image.batch().copy();
        for (int i = 0; i < brighter.size(); i++) {
            brighter.set(i, (float) (brighter.at(i) + get(STEP)));
        }
        Tensor after = model().predict(brighter, Score.LOGIT);
        List<ExplainedTarget> targets = resolveTargets(before.row(0).toArray());
        Tensor change = Tensor.zeros(Shape.of(targets.size(), 1, 1));
        for (int t = 0; t < targets.size(); t++) {
            int target = targets.get(t).index();
            change.set(t, after.at(target) - before.at(target));
        }
        return new SaliencyMap(
                shown(targets, image.mapping()),
                change,
                image.input().height(),
                image.input().width(),
                image.mapping(),
                provenance(image, Score.LOGIT, 2, start),
                Diagnostics.NONE);
    }
}
// end method
