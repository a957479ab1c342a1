package xai4j;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import xai4j.explain.Applicability;
import xai4j.explain.Method;
import xai4j.explain.MethodProvider;
import xai4j.lime.Lime;
import xai4j.model.Model;
import xai4j.occlusion.FeatureAblation;
import xai4j.occlusion.Occlusion;

/** Explainers by name, for every method on the class path. */
public final class Explainers {
    private Explainers() {}

    /** All methods on the class path, sorted by name. */
    public static List<Method> methods() {
        return ServiceLoader.load(MethodProvider.class).stream()
                .flatMap(provider -> provider.get().methods().stream())
                .sorted(Comparator.comparing(Method::name))
                .toList();
    }

    /** What each method can do for a model, by name. */
    public static Map<String, Applicability> inspect(Model model) {
        return methods().stream()
                .collect(Collectors.toMap(
                        Method::name, method -> method.applicability().apply(model), (a, b) -> a, TreeMap::new));
    }

    /**
     * The explainer of a method's name, with default options.
     *
     * @throws IllegalArgumentException if there is no such method, or it cannot explain this model; the message says why
     */
    public static Explainer<?> named(String name, Model model) {
        Method method = methods().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown method \"" + name + "\"; known: "
                        + methods().stream().map(Method::name).collect(Collectors.joining(", "))));
        Applicability applicability = method.applicability().apply(model);
        if (applicability.level() == Applicability.Level.IMPOSSIBLE) {
            throw new IllegalArgumentException(
                    name + " cannot explain " + model.spec().name() + ": " + applicability.reason());
        }
        return method.factory().apply(model);
    }

    /** LIME: a linear model of the scores near the image (Ribeiro et al. 2016). */
    public static Lime lime(Model model) {
        return new Lime(model);
    }

    /** How far the score falls under a sliding window (Zeiler and Fergus 2014). */
    public static Occlusion occlusion(Model model) {
        return new Occlusion(model);
    }

    /** How far the score falls without each region. */
    public static FeatureAblation featureAblation(Model model) {
        return new FeatureAblation(model);
    }
}
