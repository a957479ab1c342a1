package xai4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.resource.ResourceInformation;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.ScoreKind;

/**
 * How a model is opened, in words that travel: as {@link LoadOptions}, of which an empty text says nothing.
 *
 * @param labels names of the classes, or empty
 * @param preprocessing a preset's name, as {@link Preprocessing#named} knows them
 * @param scores a {@link ScoreKind} in lower case with hyphens
 * @param output name of the output that holds the scores
 * @param device {@code cpu}, {@code gpu} or {@code gpu:N}
 */
record ModelSettings(List<String> labels, String preprocessing, String scores, String output, String device)
        implements Serializable {
    private static final String GPU = "gpu";

    ModelSettings {
        labels = List.copyOf(labels);
    }

    /** The same on the first GPU that Spark gives a task, where it gives one. */
    ModelSettings onDeviceOf(Map<String, ResourceInformation> resources) {
        ResourceInformation gpus = resources.get(GPU);
        return gpus == null || gpus.addresses().length == 0
                ? this
                : new ModelSettings(labels, preprocessing, scores, output, GPU + ":" + gpus.addresses()[0]);
    }

    /** As options; a session that answers many tasks gives each one thread. */
    LoadOptions options() {
        LoadOptions options = LoadOptions.defaults().withThreads(1).withDevice(device);
        if (!labels.isEmpty()) {
            options = options.withLabels(labels);
        }
        options = said(preprocessing)
                .map(Preprocessing::named)
                .map(options::withPreprocessing)
                .orElse(options);
        options = said(scores).map(ModelSettings::kind).map(options::withScores).orElse(options);
        return said(output).map(options::withOutput).orElse(options);
    }

    private static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static ScoreKind kind(String text) {
        try {
            return ScoreKind.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unknown kind of scores \"" + text + "\"; known: "
                    + String.join(
                            ", ",
                            List.of(ScoreKind.values()).stream()
                                    .map(known -> known.name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', '-'))
                                    .toList()));
        }
    }
}
