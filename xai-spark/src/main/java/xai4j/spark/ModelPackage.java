package xai4j.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import xai4j.io.FileErrors;
import xai4j.io.Sha256;
import xai4j.model.ModelException;
import xai4j.model.description.RegistryEntry;

/**
 * A model and what lies beside it, as bytes that are broadcast once. An executor unpacks it into a folder of its own.
 *
 * @param entry the model's file or folder, relative to the folder that it is unpacked into
 * @param files contents by relative path, in the order of their names
 */
record ModelPackage(String entry, SortedMap<String, byte[]> files) implements Serializable {
    private static final String PROTOTYPES = "prototypes.json";
    private static final JsonMapper JSON = new JsonMapper();
    private static final long LARGEST_COMPANION = 16L << 20;
    private static final long LARGEST = (1L << 31) - (1L << 20);

    /** One file that came as bytes. */
    static ModelPackage of(byte[] onnx) {
        return new ModelPackage("model.onnx", new TreeMap<>(Map.of("model.onnx", onnx)));
    }

    /**
     * Reads the model of a registry's entry, or a model's file, with the texts beside it that may describe it (labels, configuration) and the weights that it keeps in files of their own; or a whole
     * folder.
     *
     * @throws ModelException if there is none, or if it is too large to be sent
     */
    static ModelPackage read(Path given) {
        Path model = RegistryEntry.model(given).orElse(given);
        Path absolute = model.toAbsolutePath().normalize();
        if (!Files.exists(absolute)) {
            throw new ModelException("there is no model at " + model);
        }
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new ModelException(model + " is no model");
        }
        SortedMap<String, byte[]> files = new TreeMap<>();
        boolean folder = Files.isDirectory(absolute);
        try (Stream<Path> found = folder ? Files.walk(absolute) : Files.list(parent)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                if (folder || belongs(file, absolute)) {
                    files.put(parent.relativize(file).toString(), Files.readAllBytes(file));
                }
            }
            for (Path file : folder ? List.<Path>of() : ofPrototypes(parent)) {
                files.put(parent.relativize(file).toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new ModelException("model " + model + " cannot be read: " + FileErrors.reason(e), e);
        } catch (OutOfMemoryError e) {
            throw new ModelException("model " + model + " does not fit into the driver's memory", e);
        }
        requireSendable(model, files);
        return new ModelPackage(String.valueOf(absolute.getFileName()), files);
    }

    private static void requireSendable(Path model, SortedMap<String, byte[]> files) {
        long bytes =
                files.values().stream().mapToLong(content -> content.length).sum();
        if (bytes > LARGEST) {
            throw new ModelException("model " + model + " has " + (bytes >> 20) + " MB; at most " + (LARGEST >> 20)
                    + " can be sent to executors");
        }
    }

    /** What a network's prototypes are written in: numbers and pictures that {@code prototypes.json} names, in its folder or beneath. */
    private static List<Path> ofPrototypes(Path folder) throws IOException {
        Path file = folder.resolve(PROTOTYPES);
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_COMPANION) {
            return List.of();
        }
        List<Path> named = new ArrayList<>();
        JsonNode json = JSON.readTree(Files.readAllBytes(file));
        for (String field : List.of("vectors", "lastLayer", "bias", "image")) {
            for (String name : json.findValuesAsText(field)) {
                Path path = folder.resolve(name).normalize();
                if (path.startsWith(folder) && Files.isRegularFile(path)) {
                    named.add(path);
                }
            }
        }
        return named;
    }

    private static boolean belongs(Path file, Path model) throws IOException {
        String name = String.valueOf(file.getFileName());
        String own = String.valueOf(model.getFileName());
        boolean weights = name.startsWith(own) || name.endsWith(".data") || name.endsWith("_data");
        boolean words = name.endsWith(".json") || name.endsWith(".txt");
        return weights || words && Files.size(file) <= LARGEST_COMPANION;
    }

    /** What the model is, whatever it is called and wherever it lay. */
    String sha256() {
        return Sha256.of(digest -> files.forEach((name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(content);
        }));
    }

    /** Writes all files into a folder and returns the model's path there. */
    Path unpack(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(path, file.getValue());
        }
        return folder.resolve(entry);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelPackage that && entry.equals(that.entry) && sha256().equals(that.sha256());
    }

    @Override
    public int hashCode() {
        return entry.hashCode();
    }

    @Override
    public String toString() {
        return entry + " (" + files.size() + " files)";
    }
}
