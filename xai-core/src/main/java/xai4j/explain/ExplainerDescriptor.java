package xai4j.explain;

import java.util.function.Function;
import xai4j.model.Model;

/**
 * A way of explaining, by name: how to tell whether it applies to a model and how to make its explainer.
 *
 * @param name as on the command line: lower case with hyphens
 * @param meaning one line for people
 * @param applicability asked before running
 * @param factory makes the explainer with default options; called only with models the method applies to
 */
public record ExplainerDescriptor(
        String name,
        String meaning,
        Function<Model, Applicability> applicability,
        Function<Model, Explainer<?>> factory) {

    /** A method that needs no more of a model than an SPI level. */
    public static <M extends Model> ExplainerDescriptor of(
            String name, String meaning, Class<M> level, Function<M, Explainer<?>> factory) {
        return of(name, meaning, level, model -> Applicability.EXACT, factory);
    }

    /** A method that needs an SPI level and looks closer at the models that have it. */
    public static <M extends Model> ExplainerDescriptor of(
            String name,
            String meaning,
            Class<M> level,
            Function<M, Applicability> closer,
            Function<M, Explainer<?>> factory) {
        return new ExplainerDescriptor(
                name,
                meaning,
                model -> model.as(level).map(closer).orElseGet(() -> lacking(model, level)),
                model -> factory.apply(model.as(level)
                        .orElseThrow(() -> new IllegalArgumentException(
                                name + ": " + lacking(model, level).reason()))));
    }

    private static Applicability lacking(Model model, Class<? extends Model> level) {
        return Applicability.impossible(
                model.obstacle(level).orElseGet(() -> "the model is not a " + level.getSimpleName()));
    }
}
