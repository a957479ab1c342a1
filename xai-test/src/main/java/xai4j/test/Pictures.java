package xai4j.test;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import xai4j.data.ImageFolder;
import xai4j.tensor.XaiException;

/** Folders of pictures as sources of parameterised tests, each picture under its name. */
public final class Pictures {
    private Pictures() {}

    /**
     * The pictures of a folder and below it, for {@code @MethodSource}.
     *
     * @throws XaiException if there are none
     */
    public static Stream<Named<Path>> named(Path folder) {
        return in(folder).stream().map(file -> Named.of(folder.relativize(file).toString(), file));
    }

    /**
     * The pictures of a folder and below it, in alphabetical order.
     *
     * @throws XaiException if there are none: a test over nothing would pass
     */
    public static List<Path> in(Path folder) {
        List<Path> files = ImageFolder.files(folder);
        if (files.isEmpty()) {
            throw new XaiException("no pictures are in " + folder);
        }
        return files;
    }
}
