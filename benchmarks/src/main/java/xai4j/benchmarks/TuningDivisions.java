package xai4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import xai4j.data.ImageFolder;
import xai4j.explain.Progress;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.numeric.Confusion;
import xai4j.numeric.CounterRandom;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureExtraction;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.HeadExport;
import xai4j.onnx.train.LinearClassifier;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.onnx.train.PictureViews;
import xai4j.onnx.train.tune.FineTuning;
import xai4j.onnx.train.tune.TunableNetwork;
import xai4j.onnx.train.tune.TuningLayer;
import xai4j.onnx.train.tune.TuningPlan;

/**
 * Whether tuning pays, over several divisions of the pictures into five parts, as a table: {@code TuningDivisions MODEL PREPROCESSING FOLDER
 * VIEWS FIRST LAST EPOCHS [RATE HEAD_RATE SMOOTHING MIXING]}. Divisions have numbers; 0 is the one that {@code xai train} makes. With 0 epochs the
 * frozen head alone is told.
 */
public final class TuningDivisions {
    private static final int PARTS = 5;
    private static final int SEED = 4242;

    private final Backbone backbone;
    private final Backbone low;
    private final FrozenFeatures pooled;
    private final FrozenFeatures maps;
    private final TuningPlan plan;

    private TuningDivisions(
            Backbone backbone, Backbone low, FrozenFeatures pooled, FrozenFeatures maps, TuningPlan plan) {
        this.backbone = backbone;
        this.low = low;
        this.pooled = pooled;
        this.maps = maps;
        this.plan = plan;
    }

    /** Prints a row per division, and the mean difference with its standard error between divisions. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.named(arguments[1]));
        Path file = Path.of(arguments[0]);
        ImageFolder pictures = ImageFolder.of(Path.of(arguments[2]));
        PictureViews views = new PictureViews(Integer.parseInt(arguments[3]), 1);
        try (Backbone backbone = Backbone.open(file, options);
                Backbone low =
                        Backbone.open(file, options, TuningLayer.usual(backbone).name())) {
            FrozenFeatures pooled = FeatureExtraction.of(backbone, FeatureKind.POOLED)
                    .views(views)
                    .compute(pictures, Progress.SILENT);
            int epochs = Integer.parseInt(arguments[6]);
            FrozenFeatures maps = epochs == 0
                    ? pooled
                    : FeatureExtraction.of(low, FeatureKind.MAPS).views(views).compute(pictures, Progress.SILENT);
            out.println(backbone + ", tuned from " + low.layer().name());
            new TuningDivisions(backbone, low, pooled, maps, plan(epochs, arguments))
                    .print(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]), epochs > 0, out);
        }
    }

    private static TuningPlan plan(int epochs, String... arguments) {
        double[] numbers = Arrays.stream(arguments)
                .skip(7)
                .mapToDouble(Double::parseDouble)
                .toArray();
        TuningPlan usual = TuningPlan.usual(Math.max(1, epochs));
        return numbers.length < 4
                ? usual
                : usual.withRates(numbers[1], numbers[0]).withSoftness(numbers[2], numbers[3]);
    }

    /** What a division came to. */
    private record Row(Confusion frozen, Confusion tuned) {
        int gain() {
            return tuned.interval().successes() - frozen.interval().successes();
        }
    }

    private void print(int first, int last, boolean tuning, PrintStream out) throws IOException {
        out.println("| division | frozen head | tuned | cross-entropy tuned |");
        out.println("|---|---|---|---|");
        int[] gains = new int[last - first + 1];
        for (int division = first; division <= last; division++) {
            Row row = row(division, tuning);
            gains[division - first] = row.gain();
            out.printf(
                    Locale.ROOT,
                    "| %d | %d | %s |%n",
                    division,
                    row.frozen().interval().successes(),
                    tuning
                            ? row.tuned().interval().successes() + " | "
                                    + String.format(
                                            Locale.ROOT, "%.3f", row.tuned().loss())
                            : " | ");
        }
        double mean = Arrays.stream(gains).average().orElseThrow();
        double squares = Arrays.stream(gains)
                .mapToDouble(gain -> (gain - mean) * (gain - mean))
                .sum();
        double error = Math.sqrt(squares / Math.max(1, gains.length - 1) / gains.length);
        out.printf(Locale.ROOT, "gain %.1f, standard error between divisions %.1f%n", mean, error);
    }

    private Row row(int division, boolean tuning) throws IOException {
        int[] order = division == 0
                ? IntStream.range(0, pooled.size()).toArray()
                : new CounterRandom(SEED, division).permutation(pooled.size());
        FrozenFeatures last = pooled.only(order);
        FrozenFeatures below = maps.only(order);
        Confusion frozen = new Confusion(pooled.labels());
        Confusion tuned = new Confusion(pooled.labels());
        for (int part = 0; part < PARTS; part++) {
            int[] rest = last.part(part, PARTS, false);
            int[] held = last.part(part, PARTS, true);
            LinearClassifier head = LinearHeadFit.fit(last.only(rest));
            frozen.add(head.confusion(last.only(held)));
            if (tuning) {
                tuned.add(tuned(head, below.only(rest), below.only(held)));
            }
        }
        return new Row(frozen, tuning ? tuned : frozen);
    }

    private Confusion tuned(LinearClassifier head, FrozenFeatures trained, FrozenFeatures held) throws IOException {
        Path file = Files.createTempFile("xai4j-divisions", ".onnx");
        try {
            HeadExport.write(backbone, head, pooled.labels(), file);
            try (TunableNetwork network = TunableNetwork.open(file, low.layer().name())) {
                FineTuning.of(network, plan).run(trained);
                return FineTuning.confusion(network, held);
            }
        } finally {
            Files.delete(file);
        }
    }
}
