package xai4j.model.description;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files beside a model that may say something of it. */
final class SideFiles {
    /** A vocabulary of a million classes is smaller; larger files hold something else. */
    private static final long LARGEST = 16L << 20;

    private static final List<String> CONFIGURATIONS = List.of(
            "preprocessor_config.json",
            "processor_config.json",
            "config.json",
            "pretrained_cfg.json",
            "metadata.json",
            "preprocessor.json",
            "image_converter.json");
    private static final List<String> LABELS = List.of(
            "labels.txt",
            "labels_map.txt",
            "synset.txt",
            "classes.txt",
            "class_names.txt",
            "labels.json",
            "classes.json",
            "class_names.json",
            "class_indices.json",
            "index_to_name.json",
            "imagenet_class_index.json");
    private static final JsonMapper JSON = new JsonMapper();

    private SideFiles() {}

    static ModelDescription read(Path model) {
        ModelDescription all = ModelDescription.NONE;
        for (Path folder : folders(model)) {
            all = all.or(in(folder));
        }
        return all;
    }

    /**
     * Where such files lie: with the model; beside the folder that is the model; above the folder that an exporter calls onnx; in the ONNX Model Zoo
     * one list of names for all networks of a task, {@code classification/synset.txt} for {@code classification/resnet/model/resnet50.onnx}, or what a
     * network needs beside it, {@code efficientnet-lite4/dependencies/labels_map.txt}. Its manifest says nothing of labels or pictures.
     */
    private static List<Path> folders(Path model) {
        List<Path> folders = new ArrayList<>();
        Path absolute = model.toAbsolutePath();
        boolean isFolder = Files.isDirectory(absolute);
        @Nullable Path own = isFolder ? absolute : absolute.getParent();
        if (own != null) {
            folders.add(own);
            boolean below = own.endsWith("onnx") || isFolder && Files.exists(own.resolve("saved_model.pb"));
            if (below && own.getParent() != null) {
                folders.add(own.getParent());
            }
            Path task = own.resolve("../..").normalize();
            if (own.endsWith("model")) {
                folders.add(own.resolveSibling("dependencies"));
            }
            if (own.endsWith("model") && Files.exists(task.resolve("synset.txt"))) {
                folders.add(task);
            }
        }
        return folders;
    }

    private static ModelDescription in(Path folder) {
        ModelDescription labels = ModelDescription.NONE;
        for (String name : LABELS) {
            labels = labels.or(labels(folder.resolve(name)));
        }
        ModelDescription said = ModelDescription.NONE;
        for (String name : CONFIGURATIONS) {
            said = said.or(configuration(folder.resolve(name)));
        }
        return labels.or(said);
    }

    private static ModelDescription labels(Path file) {
        try {
            if (!isReadable(file)) {
                return ModelDescription.NONE;
            }
            List<String> labels = LabelText.parse(Files.readString(file));
            List<String> filled =
                    labels.stream().filter(label -> !label.isEmpty()).toList();
            return ModelDescription.ofLabels(labels)
                    .or(filled.size() < labels.size() ? ModelDescription.ofLabels(filled) : ModelDescription.NONE);
        } catch (IOException | IllegalArgumentException e) {
            return ModelDescription.NONE;
        }
    }

    private static ModelDescription configuration(Path file) {
        try {
            return isReadable(file) ? Configurations.read(JSON.readTree(file.toFile())) : ModelDescription.NONE;
        } catch (IOException | IllegalArgumentException e) {
            return ModelDescription.NONE;
        }
    }

    private static boolean isReadable(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) <= LARGEST;
    }
}
