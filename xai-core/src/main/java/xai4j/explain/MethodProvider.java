package xai4j.explain;

import java.util.List;

/**
 * Brings methods into {@code Explainers.named(…)} and onto the command line; found through {@link
 * java.util.ServiceLoader}, so one class and one line in {@code META-INF/services/xai4j.explain.MethodProvider} are all a
 * new method needs.
 */
@FunctionalInterface
public interface MethodProvider {
    /** The methods. */
    List<ExplainerDescriptor> methods();
}
