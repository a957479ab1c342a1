package xai4j.examples;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import xai4j.Explainers;
import xai4j.explain.Explainer;
import xai4j.explain.Target;
import xai4j.model.Model;

/** The arguments by which a command sets the options of methods, whichever they are. */
final class MethodSettings {
    @Option(
            names = "--target",
            defaultValue = "predicted",
            description =
                    "What to explain: an index, a label, top:K for several, predicted (default), A-B (why A rather than B), "
                            + "weights:7=1,9=-0.5, finer:3 (against the 3 most similar classes), or similar:FILE.npy (likeness to an "
                            + "embedding).")
    private String target = "predicted";

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description = "Layer of CAM methods; found by itself when left out. Methods without layers ignore it.")
    private @Nullable String layer;

    @Option(
            names = "--segments",
            paramLabel = "SEG.npy",
            description = "Regions: an integer map [H,W] of ids. Methods without regions ignore it.")
    private @Nullable Path segments;

    @Option(
            names = "--segmenter",
            description = "How regions are found, for example slic:60 or grid:8x8. Methods without regions ignore it.")
    private @Nullable String segmenter;

    @Option(names = "--seed", description = "Seed of methods that draw at random; others ignore it.")
    private @Nullable Long seed;

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description =
                    "Any option of a method; may be repeated. One of the methods must have it. METHOD.OPTION=VALUE is for one method alone.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The explainer of a name with every setting that it knows. */
    Explainer<?> explainer(String name, Model model, Target explained) {
        return withKnown(all(), Explainers.named(name, model).target(explained));
    }

    /** An explainer with those of the settings that it knows. */
    static Explainer<?> withKnown(Map<String, String> settings, Explainer<?> explainer) {
        Explainer<?> set = explainer;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String option = own(setting.getKey(), set);
            if (knows(set, option)) {
                set = set.set(option, setting.getValue());
            }
        }
        return set;
    }

    /**
     * Refuses settings by {@code --set} that none of the explainers knows, so that a misspelt option is never ignored. The options of
     * the command itself hold for whoever can use them.
     *
     * @throws IllegalArgumentException naming the option and the known ones
     */
    void requireEveryOptionUsed(List<Explainer<?>> explainers) {
        requireUse(settings, explainers);
    }

    /** What {@code --set} gave. */
    Map<String, String> given() {
        return settings;
    }

    /** The target. */
    Target target() {
        return Target.parse(target);
    }

    /** The regions of a file, if one is named. */
    Optional<Path> segments() {
        return Optional.ofNullable(segments);
    }

    /** The same for settings from elsewhere. */
    static void requireUse(Map<String, String> settings, List<Explainer<?>> explainers) {
        for (String option : settings.keySet()) {
            if (!isUsed(option, explainers)) {
                String methods = explainers.stream().map(Explainer::method).collect(Collectors.joining(", "));
                throw new IllegalArgumentException(
                        "no option \"" + option + "\" in " + methods + "; known: " + known(explainers));
            }
        }
    }

    /** Whether a method knows a setting. */
    static boolean isUsed(String option, List<? extends Explainer<?>> explainers) {
        return explainers.stream().anyMatch(explainer -> knows(explainer, own(option, explainer)));
    }

    private Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        if (segmenter != null) {
            all.put("segmenter", segmenter);
        }
        if (segments != null) {
            all.put("segmenter", "file:" + segments);
        }
        if (layer != null) {
            all.put("layer", layer);
        }
        if (seed != null) {
            all.put("seed", seed.toString());
        }
        all.putAll(settings);
        return all;
    }

    /** A setting {@code METHOD.OPTION} is for one method. */
    private static String own(String key, Explainer<?> explainer) {
        String prefix = explainer.method() + ".";
        return key.startsWith(prefix) ? key.substring(prefix.length()) : key;
    }

    private static boolean knows(Explainer<?> explainer, String name) {
        return explainer.options().known().stream().anyMatch(option -> option.answersTo(name));
    }

    /** The options of methods, for messages. */
    static String known(List<? extends Explainer<?>> explainers) {
        return explainers.stream()
                .flatMap(explainer -> explainer.options().known().stream())
                .map(xai4j.explain.Option::name)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
