package xai4j.djl.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import xai4j.fuzz.Mutations;

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
        return of(Golden.path(golden));
    }

    static ArchiveEdit of(Path original) throws IOException {
        return new ArchiveEdit(original);
    }

    /** Damages one part; half of the time a description rather than values. */
    ArchiveEdit damaged(Mutations mutations, Random random) {
        List<String> names = new ArrayList<>(parts.keySet());
        if (random.nextBoolean()) {
            names.removeIf(name -> !name.endsWith(".pkl") && !name.endsWith(".py"));
        }
        String name = names.get(random.nextInt(names.size()));
        String other = names.get(random.nextInt(names.size()));
        parts.put(name, mutations.of(parts.get(name), parts.get(other)));
        return this;
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
