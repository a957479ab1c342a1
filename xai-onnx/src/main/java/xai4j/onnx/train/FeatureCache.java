package xai4j.onnx.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.Npy;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/**
 * Features on disk, a file per picture under the hash of its pixels, so that an interrupted run goes on where it was and the next training begins
 * at once. The folder belongs to one backbone: its layer and preprocessing stand in {@code backbone.json}. When the files take more than a
 * limit, those that were used longest ago go.
 */
final class FeatureCache {
    private static final String DESCRIPTION = "backbone.json";
    private static final String ENDING = ".npy";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final long limit;
    private final Set<Path> used = ConcurrentHashMap.newKeySet();
    private long size;

    private FeatureCache(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /**
     * Opens a folder, and makes it when it is not there.
     *
     * @param limit bytes that the files may take
     * @throws XaiException if the folder holds features of another backbone, or cannot be used
     */
    static FeatureCache open(Path folder, Backbone backbone, long limit) {
        FileErrors.makeFolder(folder, "folder of features");
        Path description = folder.resolve(DESCRIPTION);
        if (Files.exists(description)) {
            requireSame(description, backbone);
        } else {
            write(description, backbone);
        }
        FeatureCache cache = new FeatureCache(folder, limit);
        cache.size = cache.files().stream().mapToLong(FeatureCache::bytes).sum();
        return cache;
    }

    private static void write(Path description, Backbone backbone) {
        Map<String, String> told = Map.of(
                "fingerprint", backbone.fingerprint(),
                "model", String.valueOf(backbone.file().getFileName()),
                "layer", backbone.layer().name(),
                "preprocessing", backbone.spec().preprocessing().options());
        AtomicFile.write(
                description,
                out -> out.write(
                        (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new java.util.TreeMap<>(told)) + "\n")
                                .getBytes(StandardCharsets.UTF_8)));
    }

    private static void requireSame(Path description, Backbone backbone) {
        Map<?, ?> told;
        try {
            told = JSON.readValue(Files.readString(description), Map.class);
        } catch (JsonProcessingException e) {
            throw new XaiException(description + " is damaged; delete the folder " + description.getParent(), e);
        } catch (IOException e) {
            throw new XaiException("cannot read " + description + ": " + FileErrors.reason(e), e);
        }
        if (!backbone.fingerprint().equals(told.get("fingerprint"))) {
            throw new XaiException(description.getParent() + " holds features of another backbone: "
                    + told.get("model") + ", layer " + told.get("layer") + ", " + told.get("preprocessing")
                    + "; choose another folder, or delete it");
        }
    }

    private List<Path> files() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.toString().endsWith(ENDING)).toList();
        } catch (IOException e) {
            throw new XaiException("cannot read folder " + folder + ": " + FileErrors.reason(e), e);
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }

    /** The file of some features. */
    Path file(String key) {
        return folder.resolve(key + ENDING);
    }

    /** Whether they are there; they are then kept while this cache is open. */
    boolean has(String key) {
        Path file = file(key);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        used.add(file);
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            throw new XaiException("cannot write " + file + ": " + FileErrors.reason(e), e);
        }
        return true;
    }

    /**
     * Reads features.
     *
     * @throws XaiException if the file is damaged
     */
    Tensor read(String key) {
        try {
            return Npy.readFinite(file(key));
        } catch (XaiException e) {
            throw new XaiException(e.getMessage() + "; delete it, and it is computed again", e);
        }
    }

    /**
     * Keeps features.
     *
     * @throws XaiException if this run alone needs more than the limit
     */
    synchronized void write(String key, Tensor features) {
        Path file = file(key);
        long bytes = (long) features.size() * Float.BYTES;
        if (size + bytes > limit) {
            makeRoom(bytes);
        }
        Npy.write(features, file);
        used.add(file);
        size += bytes(file);
    }

    private void makeRoom(long bytes) {
        List<Path> oldestFirst = files().stream()
                .filter(file -> !used.contains(file))
                .sorted(Comparator.comparing(FeatureCache::age).thenComparing(Path::toString))
                .toList();
        for (Path file : oldestFirst) {
            if (size + bytes <= limit) {
                return;
            }
            size -= bytes(file);
            delete(file);
        }
        if (size + bytes > limit) {
            throw new XaiException("the features of these pictures take more than " + (limit >> 20) + " MiB in "
                    + folder + "; allow more, or use fewer views of each picture");
        }
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new XaiException("cannot delete " + file + ": " + FileErrors.reason(e), e);
        }
    }
}
