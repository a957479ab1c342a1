package xai4j.benchmarks;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.anchors.Anchor;
import xai4j.anchors.AnchorRule;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.explain.Progress;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.Score;

/**
 * What anchors of photographs cost and whether they keep their promise, as a table: {@code AnchorCost MODEL PREPROCESSING FOLDER [FRESH]}. {@code
 * FRESH} is the number of new samples by which the precision of each is checked; 0 checks none.
 */
public final class AnchorCost {
    private static final int CHUNK = 500;

    private final Model model;
    private final int fresh;

    private AnchorCost(Model model, int fresh) {
        this.model = model;
        this.fresh = fresh;
    }

    /** Prints a row per photograph and a line of medians. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.named(arguments[1]));
        try (Model model = Models.load(Path.of(arguments[0]), options);
                Stream<Path> files = Files.list(Path.of(arguments[2]))) {
            AnchorCost cost = new AnchorCost(model, arguments.length > 3 ? Integer.parseInt(arguments[3]) : 0);
            out.println("| photograph | regions | confirmed | precision | at least | fresh | calls |");
            out.println("|---|---|---|---|---|---|---|");
            List<Anchor> anchors =
                    files.sorted().map(file -> cost.row(file, out)).toList();
            long[] calls = anchors.stream()
                    .mapToLong(anchor -> anchor.provenance().evaluations())
                    .sorted()
                    .toArray();
            long confirmed = anchors.stream()
                    .filter(anchor -> anchor.rules().get(0).confirmed())
                    .count();
            out.println(confirmed + " of " + calls.length + " confirmed; calls: median " + calls[calls.length / 2]
                    + ", most " + calls[calls.length - 1]);
        }
    }

    private Anchor row(Path file, PrintStream out) {
        BufferedImage photograph = Images.read(file);
        Anchor anchor = Explainers.anchors(model).explain(photograph);
        AnchorRule rule = anchor.rules().get(0);
        out.println(String.format(
                Locale.ROOT,
                "| %s | %d of %d | %s | %.3f | %.3f | %s | %d |",
                file.getFileName(),
                rule.regions().size(),
                anchor.segmentation().count(),
                rule.confirmed() ? "yes" : "no",
                rule.precision(),
                rule.low(),
                fresh == 0 ? "–" : String.format(Locale.ROOT, "%.3f", precision(photograph, anchor)),
                anchor.provenance().evaluations()));
        return anchor;
    }

    /** The share of new samples in which the class stays on top while the anchor is kept. */
    private double precision(BufferedImage photograph, Anchor anchor) {
        PreparedImage image = model.spec().prepare(photograph);
        BudgetTracker tracker = new BudgetTracker(Budget.UNLIMITED, Progress.SILENT);
        ModelScorer scorer = new ModelScorer(model, image, Score.PROBABILITY, 0, tracker);
        int classes = scorer.original().length;
        int[] all = IntStream.range(0, classes).toArray();
        SplittableRandom random = new SplittableRandom(99);
        int holds = 0;
        try (CoalitionGame game = new CoalitionGame(
                scorer, anchor.segmentation(), Baseline.mean(), 0, all, CoalitionGame.Composing.AUTO)) {
            for (int done = 0; done < fresh; done += CHUNK) {
                double[] scores = game.evaluate(masks(anchor, Math.min(CHUNK, fresh - done), random));
                for (int from = 0; from < scores.length; from += classes) {
                    holds += top(scores, from, classes)
                                    == anchor.targets().get(0).index()
                            ? 1
                            : 0;
                }
            }
        }
        return (double) holds / fresh;
    }

    private static MaskBatch masks(Anchor anchor, int rows, SplittableRandom random) {
        boolean[] kept = new boolean[anchor.segmentation().count()];
        anchor.rules().get(0).regions().forEach(region -> kept[region] = true);
        MaskBatch masks = MaskBatch.empty(kept.length, rows);
        for (int row = 0; row < rows; row++) {
            for (int region = 0; region < kept.length; region++) {
                masks.set(row, region, kept[region] || random.nextBoolean());
            }
        }
        return masks;
    }

    private static int top(double[] scores, int from, int classes) {
        double[] own = Arrays.copyOfRange(scores, from, from + classes);
        return IntStream.range(0, classes)
                .reduce((a, b) -> own[b] > own[a] ? b : a)
                .orElseThrow();
    }
}
