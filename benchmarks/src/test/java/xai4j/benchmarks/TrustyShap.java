package xai4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.kie.kogito.explainability.local.shap.ShapConfig;
import org.kie.kogito.explainability.local.shap.ShapConfig.RegularizerType;
import org.kie.kogito.explainability.local.shap.ShapKernelExplainer;
import org.kie.kogito.explainability.model.Feature;
import org.kie.kogito.explainability.model.FeatureFactory;
import org.kie.kogito.explainability.model.FeatureImportance;
import org.kie.kogito.explainability.model.Output;
import org.kie.kogito.explainability.model.PerturbationContext;
import org.kie.kogito.explainability.model.PredictionInput;
import org.kie.kogito.explainability.model.PredictionOutput;
import org.kie.kogito.explainability.model.PredictionProvider;
import org.kie.kogito.explainability.model.SimplePrediction;
import org.kie.kogito.explainability.model.Type;
import org.kie.kogito.explainability.model.Value;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/** TrustyAI's KernelSHAP on a game: players are numbers, one when present and zero in the background. */
record TrustyShap(int samples, RegularizerType regularizer) {
    /** Shapley values as it estimates them. */
    double[] values(Game game, long seed) throws InterruptedException, ExecutionException {
        int players = game.players();
        ShapConfig config = ShapConfig.builder()
                .withLink(ShapConfig.LinkType.IDENTITY)
                .withBackground(List.of(input(players, 0)))
                .withNSamples(samples)
                .withRegularizer(regularizer)
                .withPC(new PerturbationContext(seed, new Random(seed), 0))
                .build();
        PredictionProvider provider = inputs -> CompletableFuture.completedFuture(scores(game, inputs));
        PredictionInput all = input(players, 1);
        PredictionOutput score = scores(game, List.of(all)).get(0);
        return new ShapKernelExplainer(config)
                        .explainAsync(new SimplePrediction(all, score), provider)
                        .get()
                        .getSaliencies()[0]
                        .getPerFeatureImportance()
                        .stream()
                        .mapToDouble(FeatureImportance::getScore)
                        .toArray();
    }

    private static PredictionInput input(int players, double value) {
        List<Feature> features = new ArrayList<>();
        for (int player = 0; player < players; player++) {
            features.add(FeatureFactory.newNumericalFeature("p" + player, value));
        }
        return new PredictionInput(features);
    }

    private static List<PredictionOutput> scores(Game game, List<PredictionInput> inputs) {
        MaskBatch masks = MaskBatch.empty(game.players(), inputs.size());
        for (int row = 0; row < masks.rows(); row++) {
            List<Feature> features = inputs.get(row).getFeatures();
            for (int player = 0; player < features.size(); player++) {
                masks.set(row, player, features.get(player).getValue().asNumber() > 0.5);
            }
        }
        List<PredictionOutput> scores = new ArrayList<>();
        for (double coalitionValue : game.evaluate(masks)) {
            scores.add(new PredictionOutput(List.of(new Output("score", Type.NUMBER, new Value(coalitionValue), 1))));
        }
        return scores;
    }
}
