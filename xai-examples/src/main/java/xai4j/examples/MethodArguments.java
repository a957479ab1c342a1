package xai4j.examples;

import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import xai4j.explain.Explainer;
import xai4j.explain.Target;
import xai4j.model.Model;

/** The arguments by which a command names methods and sets their options. */
final class MethodArguments {
    @Option(
            names = "--method",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "Methods, separated by commas; xai inspect MODEL lists them.")
    private List<String> names = List.of();

    @Mixin
    private final MethodSettings settings = new MethodSettings();

    List<String> names() {
        return names.stream().map(String::strip).distinct().toList();
    }

    /** What is to be explained. */
    Target target() {
        return settings.target();
    }

    /** The explainer of a name with every setting that it knows. */
    Explainer<?> explainer(String name, Model model, Target explained) {
        return settings.explainer(name, model, explained);
    }

    /**
     * Refuses settings by {@code --set} that none of the explainers knows, so that a misspelt option is never ignored. The options of
     * the command itself hold for whoever can use them.
     *
     * @throws IllegalArgumentException naming the option and the known ones
     */
    void requireEveryOptionUsed(List<Explainer<?>> explainers) {
        settings.requireEveryOptionUsed(explainers);
    }
}
