package xai4j.spark;

import java.io.Serializable;
import java.util.List;
import xai4j.Explainers;
import xai4j.explain.Explainer;
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
    /** The explainer for a picture. */
    Explainer<?> of(Picture picture, Model model) {
        return explainer(model, PictureSeeds.of(seed, picture.sha256()));
    }

    Explainer<?> explainer(Model model, long pictureSeed) {
        Explainer<?> explainer = Explainers.named(method, model);
        if (!target.isEmpty()) {
            explainer = explainer.set("target", target);
        }
        boolean drawing = explainer.options().known().stream().anyMatch(option -> option.answersTo("seed"));
        if (drawing) {
            explainer = explainer.set("seed", Long.toString(pictureSeed));
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
}
