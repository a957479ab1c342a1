package xai4j.examples.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import xai4j.Models;
import xai4j.explain.Provenance;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.Sha256;
import xai4j.model.Model;
import xai4j.numeric.WilsonInterval;
import xai4j.tensor.XaiException;

/** Fills the folder of a version with what a training left in its own. */
public final class VersionWriter {
    /** What belongs to a model; checkpoints and copies of other models stay behind. */
    private static final List<String> PRODUCTS = List.of(
            ModelVersion.MODEL,
            "prototypes.json",
            "hierarchy.json",
            "prototype_vectors.npy",
            "last_layer.npy",
            "last_layer_bias.npy",
            "on-birds.json",
            TrainingLog.FILE,
            TrainingResults.FILE,
            "classes.png",
            "samples.png",
            "curves.png",
            "prototypes.png");

    private static final String PROTOTYPES = "prototypes";

    private VersionWriter() {}

    /**
     * What a training was.
     *
     * @param folder where it left its products
     * @param kind what was trained
     * @param seed of everything random
     * @param command what was asked
     * @param tags what people write on it
     * @param data what it learnt from and was tested on, under {@code train} and {@code test}
     */
    public record Training(
            Path folder,
            String kind,
            long seed,
            String command,
            Map<String, String> tags,
            Map<String, DataSummary> data) {
        /** Copies the maps. */
        public Training {
            tags = Map.copyOf(tags);
            data = new LinkedHashMap<>(data);
        }
    }

    /**
     * Registers a training.
     *
     * @return the number of the new version
     * @throws XaiException if the training left no model, or the registry cannot be written
     */
    public static int register(ModelRegistry registry, String name, Training training) {
        if (!Files.isRegularFile(training.folder().resolve(ModelVersion.MODEL))) {
            throw new XaiException(training.folder() + " holds no " + ModelVersion.MODEL + " to register");
        }
        return registry.register(name, (folder, number) -> write(folder, name, number, training));
    }

    private static void write(Path folder, String name, int number, Training training) {
        Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        copyProducts(training.folder(), folder);
        Path file = folder.resolve(ModelVersion.MODEL);
        try (Model model = Models.load(file)) {
            text(folder, "labels.txt", String.join("\n", model.spec().labels()) + "\n");
            text(folder, "preprocessing.txt", model.spec().preprocessing().options() + "\n");
            MlflowModel.write(folder, model, Sha256.of(file), Files.size(file), created);
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
        new ModelVersion(
                        ModelVersion.FORMAT,
                        name,
                        number,
                        training.kind(),
                        created.toString(),
                        training.seed(),
                        Provenance.libraryVersion(),
                        training.command(),
                        new TreeMap<>(training.tags()),
                        metrics(training),
                        training.data(),
                        hashes(folder))
                .write(folder);
    }

    private static void text(Path folder, String name, String text) {
        AtomicFile.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Those of the epoch that was kept, what came in the end, and between which values the accuracy lies for so few test pictures. */
    private static Map<String, Double> metrics(Training training) {
        Map<String, Double> results = TrainingResults.read(training.folder());
        Map<String, Double> metrics =
                new LinkedHashMap<>(TrainingLog.read(training.folder()).kept(results));
        metrics.putAll(results);
        DataSummary test = training.data().get("test");
        Double accuracy = metrics.get(TrainingLog.TEST_ACCURACY);
        String low = TrainingLog.TEST_ACCURACY + TrainingResults.LOW;
        if (accuracy != null && !metrics.containsKey(low) && test != null && test.pictures() > 0) {
            WilsonInterval interval = WilsonInterval.of((int) Math.round(accuracy * test.pictures()), test.pictures());
            metrics.put(low, interval.low());
            metrics.put(TrainingLog.TEST_ACCURACY + TrainingResults.HIGH, interval.high());
        }
        return metrics;
    }

    private static void copyProducts(Path from, Path to) {
        for (String product : PRODUCTS) {
            copy(from.resolve(product), to.resolve(product));
        }
        Path pictures = from.resolve(PROTOTYPES);
        if (Files.isDirectory(pictures)) {
            try (Stream<Path> files = Files.list(pictures)) {
                for (Path file : files.toList()) {
                    copy(file, to.resolve(PROTOTYPES).resolve(Objects.requireNonNull(file.getFileName())));
                }
            } catch (IOException e) {
                throw new XaiException("cannot read " + pictures + ": " + FileErrors.reason(e), e);
            }
        }
    }

    private static void copy(Path from, Path to) {
        if (!Files.isRegularFile(from)) {
            return;
        }
        try {
            Files.createDirectories(Objects.requireNonNull(to.getParent()));
            Files.copy(from, to);
        } catch (IOException e) {
            throw new XaiException("cannot copy " + from + " to " + to + ": " + FileErrors.reason(e), e);
        }
    }

    private static Map<String, String> hashes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            Map<String, String> hashes = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(folder.relativize(file).toString().replace('\\', '/'), Sha256.of(file));
            }
            return hashes;
        } catch (IOException e) {
            throw new XaiException("cannot read " + folder + ": " + FileErrors.reason(e), e);
        }
    }
}
