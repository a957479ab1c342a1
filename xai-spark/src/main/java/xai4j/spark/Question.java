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
        Explainer<?> explainer = Explainers.named(method, model);
        if (!target.isEmpty()) {
            explainer = explainer.set("target", target);
        }
        boolean drawing = explainer.options().known().stream().anyMatch(Question::isSeed);
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("option \"" + option + "\" is not of the form name=value");
            }
            String name = option.substring(0, equals);
            explainer = explainer.set(name, option.substring(equals + 1));
            drawing &= !name.equals(SEED);
        }
        Explainer<?> configured = explainer;
        return drawing
                ? picture -> configured.set(SEED, Long.toString(PictureSeeds.of(seed, picture.sha256())))
                : picture -> configured;
    }

    private static boolean isSeed(Option<?> option) {
        return option.answersTo(SEED);
    }
}
