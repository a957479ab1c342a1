package xai4j.djl.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A copy of a TorchScript file with changed parts. */
final class ArchiveEdit {
    private final Map<String, byte[]> parts = new LinkedHashMap<>();
    private final String prefix;

    private ArchiveEdit(Path original) throws IOException {
        try (ZipFile zip = new ZipFile(original.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                parts.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        String first = parts.keySet().iterator().next();
        this.prefix = first.substring(0, first.indexOf('/') + 1);
    }

    static ArchiveEdit of(String golden) throws IOException {
        return new ArchiveEdit(Golden.path(golden));
    }

    /** Puts other bytes in a part's place, or adds it. */
    ArchiveEdit part(String name, byte[] bytes) {
        parts.put(prefix + name, bytes);
        return this;
    }

    /** Changes the source of a file. */
    ArchiveEdit code(String name, UnaryOperator<String> change) {
        String text = new String(parts.get(prefix + "code/" + name), StandardCharsets.UTF_8);
        return part("code/" + name, change.apply(text).getBytes(StandardCharsets.UTF_8));
    }

    /** Changes bytes of a pickle, read as Latin-1. */
    ArchiveEdit pickle(String name, UnaryOperator<String> change) {
        String text = new String(parts.get(prefix + name), StandardCharsets.ISO_8859_1);
        return part(name, change.apply(text).getBytes(StandardCharsets.ISO_8859_1));
    }

    Path write(Path file) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                out.putNextEntry(new ZipEntry(part.getKey()));
                out.write(part.getValue());
                out.closeEntry();
            }
        }
        return file;
    }
}
