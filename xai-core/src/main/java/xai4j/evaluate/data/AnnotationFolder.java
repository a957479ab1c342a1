package xai4j.evaluate.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import xai4j.evaluate.TruthMask;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/** A folder with a file per picture, called like it: a Pascal VOC description or a PNG mask. */
final class AnnotationFolder implements Annotations {
    private final Map<String, Path> files = new HashMap<>();

    /**
     * Finds the files, also in folders below; a mask comes before a description.
     *
     * @throws XaiException if there is none
     */
    AnnotationFolder(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted().filter(Files::isRegularFile).forEach(file -> {
                String name = file.getFileName().toString();
                if (name.endsWith(".png") || name.endsWith(".xml")) {
                    files.merge(stem(file), file, (one, other) -> isMask(one) ? one : other);
                }
            });
        } catch (IOException e) {
            throw new XaiException("cannot read " + folder + ": " + FileErrors.reason(e), e);
        }
        if (files.isEmpty()) {
            throw new XaiException("no .png masks and no .xml descriptions are in " + folder);
        }
    }

    @Override
    public Optional<Supplier<TruthMask>> of(Path picture) {
        return Optional.ofNullable(files.get(stem(picture)))
                .map(file -> () -> isMask(file) ? PngMask.read(file) : VocAnnotation.read(file));
    }

    private static boolean isMask(Path file) {
        return file.toString().endsWith(".png");
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
