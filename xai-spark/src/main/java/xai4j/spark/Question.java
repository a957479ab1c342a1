package xai4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import xai4j.Explainers;
import xai4j.explain.Explainer;
import xai4j.explain.Option;
import xai4j.model.Model;

/**
 * What is asked of each picture.
 *
 * @param method name of the method
 * @param target what is explained; empty is the predicted class
 * @param options of the method, each as name=value
 * @param seed the user's
 */
record Question(String method, String target, List<String> options, long seed) implements Serializable {
    private static final String SEED = "seed";

    /** The explainer of each picture: one for all, but for the seed of what is drawn, where the options do not say that themselves. */
    Function<Picture, Explainer<?>> with(Model model) {
        Explainer<?> explainer = configured(model);
        return isDrawing(explainer)
                ? picture -> explainer.set(SEED, Long.toString(PictureSeeds.of(seed, picture.sha256())))
                : picture -> explainer;
    }

    /** One explainer for all pictures, with the user's seed. */
    Explainer<?> explainer(Model model) {
        Explainer<?> explainer = configured(model);
        return isDrawing(explainer) ? explainer.set(SEED, Long.toString(seed)) : explainer;
    }

    private Explainer<?> configured(Model model) {
        Explainer<?> explainer = Explainers.named(method, model);
        if (!target.isEmpty()) {
            explainer = explainer.set("target", target);
        }
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("option \"" + option + "\" is not of the form name=value");
            }
            explainer = explainer.set(option.substring(0, equals), option.substring(equals + 1));
        }
        return explainer;
    }

    /** Whether something is drawn at random whose seed the options do not say. */
    private boolean isDrawing(Explainer<?> explainer) {
        return explainer.options().known().stream().anyMatch(Question::isSeed)
                && options.stream().noneMatch(option -> option.startsWith(SEED + "="));
    }

    private static boolean isSeed(Option<?> option) {
        return option.answersTo(SEED);
    }
}
