package xai4j.model;

import java.util.List;
import java.util.Optional;
import xai4j.image.Preprocessing;

/**
 * What a caller says about a model beside its file; everything left out is read from the model or set by default.
 *
 * @param labels names of the classes
 * @param preprocessing how photographs become inputs
 * @param device {@code cpu}, {@code gpu} or {@code gpu:1}
 * @param threads threads that one call of the engine may use; 0 leaves it to the engine
 */
public record LoadOptions(
        Optional<List<String>> labels, Optional<Preprocessing> preprocessing, String device, int threads) {
    /** Nothing said: CPU, the engine's own threads. */
    public static LoadOptions defaults() {
        return new LoadOptions(Optional.empty(), Optional.empty(), "cpu", 0);
    }

    /** These options with labels. */
    public LoadOptions withLabels(List<String> names) {
        return new LoadOptions(Optional.of(List.copyOf(names)), preprocessing, device, threads);
    }

    /** These options with a preprocessing. */
    public LoadOptions withPreprocessing(Preprocessing value) {
        return new LoadOptions(labels, Optional.of(value), device, threads);
    }

    /** These options on another device. */
    public LoadOptions withDevice(String name) {
        return new LoadOptions(labels, preprocessing, name, threads);
    }

    /** These options with a number of engine threads. */
    public LoadOptions withThreads(int count) {
        return new LoadOptions(labels, preprocessing, device, count);
    }
}
