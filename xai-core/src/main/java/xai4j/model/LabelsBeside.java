package xai4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Labels in a text file beside a model, as Custom Vision and DJL put them there. */
public final class LabelsBeside {
    private static final List<String> NAMES = List.of("labels.txt", "synset.txt");

    private LabelsBeside() {}

    /**
     * Reads {@code labels.txt} or {@code synset.txt} in the model's folder.
     *
     * @param model file or folder of the model
     * @param classes number of classes; a file with another number of lines belongs to another model and is ignored
     * @return the labels, or none
     */
    public static List<String> find(Path model, int classes) {
        Path folder = Files.isDirectory(model) ? model : model.toAbsolutePath().getParent();
        for (String name : NAMES) {
            List<String> labels = folder == null ? List.of() : read(folder.resolve(name));
            if (labels.size() == classes) {
                return labels;
            }
        }
        return List.of();
    }

    private static List<String> read(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? Files.readAllLines(file).stream()
                            // the first line of files by Windows' editors begins with a byte order mark
                            .map(line -> line.replace("\uFEFF", "").strip())
                            .filter(line -> !line.isEmpty())
                            .toList()
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Passes labels through that a caller gave.
     *
     * @throws IllegalArgumentException if there are more or fewer than classes
     */
    public static List<String> requireCount(List<String> labels, int classes, String model) {
        if (labels.size() != classes) {
            throw new IllegalArgumentException(
                    labels.size() + " labels were given, but " + model + " has " + classes + " classes");
        }
        return labels;
    }
}
