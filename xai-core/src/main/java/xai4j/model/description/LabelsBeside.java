package xai4j.model.description;

import java.nio.file.Path;
import java.util.List;

/** Names of a model's classes, from the files beside it or from a caller. */
public final class LabelsBeside {
    private LabelsBeside() {}

    /**
     * Looks for the names of the classes in the files beside a model.
     *
     * @param model file or folder of the model
     * @param classes number of classes; a list with another number of names belongs to another model and is ignored
     * @return the labels, or none
     */
    public static List<String> find(Path model, int classes) {
        return ModelDescription.beside(model).labels(classes);
    }

    /**
     * Passes labels through that a caller gave; of two labels for a single score the second, of which the score speaks.
     *
     * @throws IllegalArgumentException if there are more or fewer than classes
     */
    public static List<String> requireCount(List<String> labels, int classes, String model) {
        if (classes == 1 && labels.size() == 2) {
            return labels.subList(1, 2);
        }
        if (labels.size() != classes) {
            throw new IllegalArgumentException(
                    labels.size() + " labels were given, but " + model + " has " + classes + " classes");
        }
        return labels;
    }
}
