package xai4j.model.description;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xai4j.image.Preprocessing;
import xai4j.model.ScoreKind;

/**
 * What the files around a model, or notes inside it, say of it.
 *
 * @param labelLists lists of names that may be those of the classes, the most trustworthy first; one with another number of names than
 *     the model has classes belongs to something else
 * @param preprocessing how pictures become inputs
 * @param scores what the scores are
 * @param task what the model is for, in the words of the tool that wrote it ({@code classify}, {@code detect}); empty when nothing says
 */
public record ModelDescription(
        List<List<String>> labelLists, Optional<Preprocessing> preprocessing, Optional<ScoreKind> scores, String task) {
    /** Nothing is said. */
    public static final ModelDescription NONE = new ModelDescription(List.of(), Optional.empty(), Optional.empty(), "");

    /** Copies the lists. */
    public ModelDescription {
        labelLists = labelLists.stream().map(List::copyOf).toList();
    }

    /**
     * Reads what lies beside a model: the configuration files of Hugging Face, timm and Teachable Machine, and lists of labels.
     *
     * <p>Files that are damaged or belong to something else are passed over.
     *
     * @param model file or folder of the model
     */
    public static ModelDescription beside(Path model) {
        return SideFiles.read(model);
    }

    /**
     * Reads the notes that a tool left inside a model, as Ultralytics, Core ML's converters and others write them.
     *
     * @param notes text by key
     */
    public static ModelDescription ofNotes(Map<String, String> notes) {
        return Notes.read(notes);
    }

    static ModelDescription ofLabels(List<String> labels) {
        return labels.isEmpty() ? NONE : new ModelDescription(List.of(labels), Optional.empty(), Optional.empty(), "");
    }

    static ModelDescription ofPreprocessing(Preprocessing preprocessing) {
        return new ModelDescription(List.of(), Optional.of(preprocessing), Optional.empty(), "");
    }

    /** This description, completed by another where it says nothing. */
    public ModelDescription or(ModelDescription other) {
        List<List<String>> lists = new ArrayList<>(labelLists);
        lists.addAll(other.labelLists);
        return new ModelDescription(
                lists,
                preprocessing.or(other::preprocessing),
                scores.or(other::scores),
                task.isEmpty() ? other.task : task);
    }

    /**
     * Names of the classes of a model with so many scores; empty when no list has just as many names.
     *
     * <p>One score of two classes says how sure the second is: that is the convention of every tool that trains such networks.
     */
    public List<String> labels(int classes) {
        return labelLists.stream()
                .filter(list -> list.size() == classes)
                .findFirst()
                .or(() -> labelLists.stream()
                        .filter(list -> classes == 1 && list.size() == 2)
                        .map(list -> list.subList(1, 2))
                        .findFirst())
                .orElse(List.of());
    }
}
