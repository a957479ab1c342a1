package xai4j.examples.birds;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/** Networks of birds that come with the project and explain themselves: a model file and what belongs beside it. */
public enum BirdNetwork {
    /**
     * Fifty prototypes over two residual blocks: {@code xai train protopnet --pictures 300 --per-class 6 --epochs 9 --rounds 2}; 97.0 % of
     * the test pictures.
     */
    PROTOTYPES(
            "protopnet",
            50,
            "model.onnx",
            "prototypes.json",
            "prototype_vectors.npy",
            "last_layer.npy",
            "last_layer_bias.npy"),
    /** A tree of decisions: {@code xai train nbdt --pictures 150 --epochs 2}; 98.3 % of the test pictures. */
    TREE("tree", 0, "model.onnx", "hierarchy.json");

    private final String folder;
    private final int prototypes;
    private final String model;
    private final String beside;

    BirdNetwork(String folder, int prototypes, String model, String... beside) {
        this.folder = folder;
        this.prototypes = prototypes;
        this.model = model;
        this.beside = String.join(" ", beside);
    }

    private List<String> files() {
        List<String> files = new ArrayList<>(List.of(model));
        files.addAll(Arrays.asList(beside.split(" ", -1)));
        for (int i = 0; i < prototypes; i++) {
            files.add(String.format(Locale.ROOT, "prototypes/%03d.png", i));
        }
        return files;
    }

    /**
     * Writes the files into a folder.
     *
     * @return the model's file
     * @throws XaiException if they cannot be written
     */
    public Path copyTo(Path target) {
        for (String file : files()) {
            String name = folder + "/" + file;
            Path copy = target.resolve(file);
            try (InputStream in = Objects.requireNonNull(BirdNetwork.class.getResourceAsStream(name), name)) {
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                AtomicFile.write(copy, in::transferTo);
            } catch (IOException e) {
                throw new XaiException("cannot write " + copy + ": " + FileErrors.reason(e), e);
            }
        }
        return target.resolve(model);
    }
}
