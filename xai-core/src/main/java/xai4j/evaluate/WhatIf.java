package xai4j.evaluate;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame;
import xai4j.coalition.CoalitionGame.Composing;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Progress;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.explain.TargetContext;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.model.DerivedModel;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/**
 * Acts on an explanation and checks: hides the regions that it blames or praises, asks the model again, and says how the scores moved.
 *
 * <pre>{@code
 * SegmentAttribution why = Explainers.lime(model).explain(photograph);
 * Rescoring check = WhatIf.of(model, model.spec().prepare(photograph)).withoutNegatives(why);
 * check.change(0); // how far the score of the first target rose without what spoke against it
 * }</pre>
 *
 * @param model the model to ask
 * @param image the image that was explained
 * @param fill what is seen where regions are hidden
 * @param score which number of a class is looked at
 * @param seed seed of fills that draw
 */
public record WhatIf(Model model, PreparedImage image, Baseline fill, Score score, long seed) {
    /** Asks for probabilities, with hidden regions in their mean colour. */
    public static WhatIf of(Model model, PreparedImage image) {
        return new WhatIf(model, image, Baseline.mean(), Score.PROBABILITY, 0);
    }

    /** The same with another fill. */
    public WhatIf fill(Baseline other) {
        return new WhatIf(model, image, other, score, seed);
    }

    /** The same for another number of a class. */
    public WhatIf score(Score other) {
        return new WhatIf(model, image, fill, other, seed);
    }

    /** Hides all regions whose value for the first target is below zero. */
    public Rescoring withoutNegatives(SegmentAttribution why) {
        return without(why, regions(why, 0, -1));
    }

    /** Hides all regions whose value for the first target is above zero. */
    public Rescoring withoutPositives(SegmentAttribution why) {
        return without(why, regions(why, 0, 1));
    }

    /** Hides all but the regions whose value for the first target is above zero. */
    public Rescoring onlyPositives(SegmentAttribution why) {
        int[] positive = regions(why, 0, 1);
        return without(
                why,
                IntStream.range(0, why.segmentation().count())
                        .filter(region -> IntStream.of(positive).noneMatch(kept -> kept == region))
                        .toArray());
    }

    /**
     * Hides given regions of an explanation.
     *
     * @throws IllegalArgumentException if there is no such region
     */
    public Rescoring without(SegmentAttribution why, int... regions) {
        Segmentation segmentation = why.segmentation();
        MaskBatch masks = MaskBatch.full(segmentation.count(), 2);
        for (int region : regions) {
            if (region < 0 || region >= segmentation.count()) {
                throw new IllegalArgumentException(
                        "region " + region + " is not one of the regions 0…" + (segmentation.count() - 1));
            }
            masks.set(1, region, false);
        }
        Model asked = asked(why);
        int[] targets = asked == model
                ? why.targets().stream().mapToInt(ExplainedTarget::index).toArray()
                : IntStream.range(0, why.targets().size()).toArray();
        ModelScorer scorer =
                new ModelScorer(asked, image, score, 0, new BudgetTracker(Budget.UNLIMITED, Progress.SILENT));
        try (CoalitionGame game = new CoalitionGame(scorer, segmentation, fill, seed, targets, Composing.AUTO)) {
            double[] coalitionValues = game.evaluate(masks);
            return new Rescoring(
                    scored(why.targets(), coalitionValues, 0),
                    scored(why.targets(), coalitionValues, targets.length),
                    IntStream.of(regions).sorted().distinct().boxed().toList());
        }
    }

    /** The image as the model sees it without the regions whose value for the first target is below zero. */
    public PreparedImage imageWithoutNegatives(SegmentAttribution why) {
        return imageWithout(why, regions(why, 0, -1));
    }

    /**
     * The image as the model sees it with given regions hidden; of a fill with several pictures the first.
     *
     * @throws IllegalArgumentException if there is no such region
     */
    public PreparedImage imageWithout(SegmentAttribution why, int... regions) {
        Segmentation segmentation = why.segmentation();
        boolean[] hidden = new boolean[segmentation.count()];
        for (int region : regions) {
            hidden[Objects.checkIndex(region, hidden.length)] = true;
        }
        Tensor filled = fill.checkedImages(image, segmentation, seed).get(0);
        int[] ids = segmentation.ids();
        Tensor changed = Tensor.zeros(image.tensor().shape());
        boolean planar = image.input().layout() == ImageLayout.NCHW;
        int channels = changed.size() / ids.length;
        for (int i = 0; i < changed.size(); i++) {
            int pixel = planar ? i % ids.length : i / channels;
            changed.set(i, (hidden[ids[pixel]] ? filled : image.tensor()).at(i));
        }
        return PreparedImage.ofTensor(changed, image.input(), image.preprocessing());
    }

    private Model asked(SegmentAttribution why) {
        return asked(model, image, why, score);
    }

    /** The same for scores before the softmax. */
    static Model asked(Model model, PreparedImage image, Explanation why) {
        return asked(model, image, why, Score.LOGIT);
    }

    /** The model itself, or functions of its scores where what was explained is not a class. */
    private static Model asked(Model model, PreparedImage image, Explanation why, Score score) {
        if (why.targets().stream().noneMatch(target -> target.index() == ExplainedTarget.NO_CLASS)) {
            return model;
        }
        Target target = Target.parse(why.provenance().options().getOrDefault("target", ""))
                .forModel(model);
        Model source = target.source(model);
        return DerivedModel.of(source, target.functions(new TargetContext(source, image, score)));
    }

    private static List<ExplainedTarget> scored(List<ExplainedTarget> targets, double[] coalitionValues, int offset) {
        return IntStream.range(0, targets.size())
                .mapToObj(t -> new ExplainedTarget(
                        targets.get(t).index(), targets.get(t).label(), coalitionValues[offset + t]))
                .toList();
    }

    private static int[] regions(SegmentAttribution why, int target, int sign) {
        return IntStream.range(0, why.segmentation().count())
                .filter(region -> sign * why.values().get(target, region) > 0)
                .toArray();
    }
}
