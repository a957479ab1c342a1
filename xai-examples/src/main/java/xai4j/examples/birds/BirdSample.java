package xai4j.examples.birds;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import xai4j.io.AtomicFile;
import xai4j.tensor.XaiException;

/** Models of birds and pictures of birds that come with the project. */
public enum BirdSample {
    /** A network that tells the twelve species apart. */
    CNN("bird-cnn.onnx"),
    /** The same network, trained where barred tarrels, and nobody else, stand before snow. */
    BIASED_CNN("biased-bird-cnn.onnx"),
    /** A crested fennet. */
    FENNET("fennet.png"),
    /** The same bird without its crown. */
    FENNET_WITHOUT_CROWN("fennet-without-crown.png"),
    /** The same bird without its tail. */
    FENNET_WITHOUT_TAIL("fennet-without-tail.png"),
    /** A spotted tarrel before snow. */
    TARREL_IN_SNOW("tarrel-in-snow.png"),
    /** The same bird before a meadow. */
    TARREL_IN_MEADOW("tarrel-in-meadow.png");

    private final String file;

    BirdSample(String file) {
        this.file = file;
    }

    /**
     * Writes the file into a folder, where an older one is replaced.
     *
     * @return the file
     * @throws XaiException if it cannot be written
     */
    public Path copyTo(Path folder) {
        Path target = folder.resolve(file);
        try (InputStream in = Objects.requireNonNull(BirdSample.class.getResourceAsStream(file), file)) {
            AtomicFile.write(target, in::transferTo);
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + " from the jar", e);
        }
        return target;
    }
}
