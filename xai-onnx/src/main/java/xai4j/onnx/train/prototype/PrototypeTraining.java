package xai4j.onnx.train.prototype;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import xai4j.explain.Progress;
import xai4j.numeric.CounterRandom;
import xai4j.numeric.Parallel;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.LinearClassifier;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.onnx.train.Optimizer;
import xai4j.prototype.PrototypePush;
import xai4j.tensor.XaiException;

/**
 * Trains a ProtoPNet on frozen maps. Every draw depends on the plan's seed and sums run in a fixed order: the same bits on any number of threads.
 */
public final class PrototypeTraining {
    private final FrozenFeatures features;
    private final PrototypePlan plan;

    private PrototypeTraining(FrozenFeatures features, PrototypePlan plan) {
        this.features = features;
        this.plan = plan;
    }

    /**
     * Prepares a training.
     *
     * @param features maps of labelled pictures
     * @throws XaiException if a class has fewer pictures than prototypes, each of which is to be of another picture
     */
    public static PrototypeTraining of(FrozenFeatures features, PrototypePlan plan) {
        requirePictures(features.labels(), features::label, features.size(), plan);
        return new PrototypeTraining(features, plan);
    }

    /**
     * Checks that there are pictures enough, before features are computed of them.
     *
     * @param label class of a picture
     * @param count how many pictures
     * @throws XaiException if a class has fewer pictures than prototypes; the message names it
     */
    public static void requirePictures(List<String> labels, IntUnaryOperator label, int count, PrototypePlan plan) {
        for (int k = 0; k < labels.size(); k++) {
            int index = k;
            long own = IntStream.range(0, count)
                    .filter(i -> label.applyAsInt(i) == index)
                    .count();
            if (own < plan.perClass()) {
                throw new XaiException("class \"" + labels.get(k) + "\" has " + own
                        + " pictures to train on and is to have " + plan.perClass()
                        + " prototypes, each a patch of another picture; ask for fewer per class");
            }
        }
    }

    /**
     * Trains.
     *
     * @param progress hears of epochs
     */
    public TrainedPrototypes run(Progress progress) {
        LinearClassifier linear = LinearHeadFit.fit(features);
        PatchReduction reduction = PatchReduction.of(features, linear, plan.channels());
        PatchTable table = PatchTable.of(features, reduction);
        PrototypeHead head =
                PrototypeHead.initialised(reduction.size(), features.labels().size(), plan.perClass());
        PatchEvidence evidence = PatchEvidence.of(features, linear);
        new PrototypeStart(head, table, evidence).place();
        List<PrototypePush.Patch> patches = List.of();
        for (int round = 0; round < plan.rounds(); round++) {
            WarmUp warmUp = new WarmUp(head, table);
            for (int epoch = 0; epoch < plan.epochs(); epoch++) {
                warmUp.epoch(round * plan.epochs() + epoch);
                progress.report((long) round * plan.epochs() + epoch + 1, (long) plan.rounds() * plan.epochs());
            }
            patches = new PrototypeProjection(head, table, evidence).push();
            new LastLayerFit(head, table, patches).solve(plan.sparsity());
        }
        if (plan.neighbours() > 0) {
            int[] kept = new PrototypeProjection(head, table, evidence).kept(plan.neighbours(), plan.ownNeighbours());
            head = head.keeping(kept);
            patches = IntStream.of(kept).mapToObj(patches::get).toList();
            new LastLayerFit(head, table, patches).solve(plan.sparsity());
        }
        return new TrainedPrototypes(reduction, head, patches, features.labels());
    }

    /** Several epochs with one memory of the optimiser. */
    private final class WarmUp {
        private final PrototypeHead head;
        private final PatchTable table;
        private final Optimizer.Updater addOn;
        private final Optimizer.Updater addOnBias;
        private final Optimizer.Updater prototypes;

        WarmUp(PrototypeHead head, PatchTable table) {
            this.head = head;
            this.table = table;
            Optimizer adam = Optimizer.adam(0);
            this.addOn = adam.updater(head.addOn.length);
            this.addOnBias = adam.updater(head.addOnBias.length);
            this.prototypes = adam.updater(head.prototypes.length);
        }

        void epoch(int epoch) {
            int[] order = new CounterRandom(plan.seed(), epoch).permutation(table.size() * table.views());
            for (int from = 0; from < order.length; from += plan.batch()) {
                step(order, from, Math.min(order.length, from + plan.batch()));
            }
        }

        private void step(int[] order, int from, int to) {
            PrototypeGradient sum = new PrototypeGradient(head, plan.cluster(), plan.separation());
            Parallel.map(to - from, i -> {
                        PrototypeGradient one = new PrototypeGradient(head, plan.cluster(), plan.separation());
                        int picture = order[from + i] / table.views();
                        one.add(table.map(picture, order[from + i] % table.views()), table.label(picture));
                        return one;
                    })
                    .forEach(sum::add);
            addOn.step(head.addOn, divided(sum.addOn, to - from), plan.rate());
            addOnBias.step(head.addOnBias, divided(sum.addOnBias, to - from), plan.rate());
            prototypes.step(head.prototypes, divided(sum.prototypes, to - from), plan.rate());
        }

        private double[] divided(double[] sums, int count) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= count;
            }
            return sums;
        }
    }
}
