package xai4j.evaluate.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import xai4j.evaluate.TruthMask;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/** A table whose columns {@code file} and {@code mask} name pictures and their masks beside it, as the bird world's {@code birds.csv}. */
final class MaskTable implements Annotations {
    private final Map<Path, Path> masks;

    private MaskTable(Map<Path, Path> masks) {
        this.masks = masks;
    }

    /**
     * Reads a table.
     *
     * @throws XaiException if it cannot be read or lacks a column
     */
    static MaskTable read(Path table) {
        List<String> lines;
        try {
            lines = Files.readAllLines(table);
        } catch (IOException e) {
            throw new XaiException("cannot read " + table + ": " + FileErrors.reason(e), e);
        }
        List<String> head = lines.isEmpty() ? List.of() : columns(lines.get(0));
        int file = head.indexOf("file");
        int mask = head.indexOf("mask");
        if (file < 0 || mask < 0) {
            throw new XaiException(table + " has no columns file and mask; its first line is " + head);
        }
        Path folder = Objects.requireNonNull(table.toAbsolutePath().getParent());
        Map<Path, Path> masks = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> row = columns(line);
            if (row.size() > Math.max(file, mask)) {
                masks.put(
                        folder.resolve(row.get(file)).normalize(),
                        folder.resolve(row.get(mask)).normalize());
            }
        }
        return new MaskTable(masks);
    }

    private static List<String> columns(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    }

    @Override
    public Optional<Supplier<TruthMask>> of(Path picture) {
        return Optional.ofNullable(masks.get(picture.toAbsolutePath().normalize()))
                .map(mask -> () -> PngMask.read(mask));
    }
}
