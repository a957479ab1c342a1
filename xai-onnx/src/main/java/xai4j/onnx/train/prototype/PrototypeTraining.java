package xai4j.onnx.train.prototype;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/**
 * Trains a ProtoPNet on frozen maps. Everything in it is the one solution of a convex problem, or a choice by a rule: there is no seed, and the
 * bits are the same on any number of threads.
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

    /** Trains: what patches say, which of them are prototypes, the last layer; at last pruning, and the last layer again. */
    public TrainedPrototypes run() {
        PatchEmbedding embedding = PatchEmbedding.of(LinearHeadFit.fit(features));
        PatchEvidence evidence = PatchEvidence.of(features, embedding);
        Tensor map = features.maps(0).row(0);
        int places = plan.places(map.size() / embedding.channels());
        ChosenPrototypes chosen = new PrototypeChoice(features, embedding, evidence, places).perClass(plan.perClass());
        return finished(features, plan, embedding, chosen, places);
    }

    /** Prunes prototypes that are patches of pictures, and fits the last layer. */
    static TrainedPrototypes finished(
            FrozenFeatures features,
            PrototypePlan plan,
            PatchEmbedding embedding,
            ChosenPrototypes prototypes,
            int places) {
        LastLayerFit fit = new LastLayerFit(features, embedding, prototypes, places);
        if (plan.neighbours() > 0) {
            fit = fit.keeping(fit.kept(plan.neighbours(), plan.ownNeighbours()));
        }
        return new TrainedPrototypes(fit.solve(plan.ridge(), plan.sparsity()), features.labels());
    }
}
