package xai4j.evaluate;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import xai4j.coalition.RegionExplainer;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.PreparedImage;
import xai4j.numeric.SpearmanCorrelation;
import xai4j.render.Page;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The same explanation made with several seeds: what stays and what is chance.
 *
 * @param runs one explanation per seed
 * @param mean mean value {@code [T, M]}
 * @param deviation standard deviation between seeds {@code [T, M]}
 * @param rankAgreement mean Spearman correlation between the rankings of any two seeds, per target; 1 when all agree
 */
public record Stability(List<SegmentAttribution> runs, Tensor mean, Tensor deviation, List<Double> rankAgreement) {
    private static final int PER_ROW = 3;
    private static final int WIDTH = 240;
    private static final int NARROW = 150;
    private static final int TOP = 5;

    /** Copies the lists. */
    public Stability {
        runs = List.copyOf(runs);
        mean = mean.asReadOnly();
        deviation = deviation.asReadOnly();
        rankAgreement = List.copyOf(rankAgreement);
    }

    /** Explains with the seeds {@code 0…count−1}. */
    public static Stability of(RegionExplainer<?> explainer, PreparedImage image, int count) {
        return of(explainer, image, LongStream.range(0, count).toArray());
    }

    /**
     * Explains with given seeds.
     *
     * @throws IllegalArgumentException if there are fewer than two
     */
    public static Stability of(RegionExplainer<?> explainer, PreparedImage image, long... seeds) {
        if (seeds.length < 2) {
            throw new IllegalArgumentException("stability needs at least two seeds, not " + seeds.length);
        }
        List<SegmentAttribution> runs = Arrays.stream(seeds)
                .mapToObj(seed -> explainer.seed(seed).explain(image))
                .toList();
        return of(runs);
    }

    private static Stability of(List<SegmentAttribution> runs) {
        Tensor mean = Tensor.zeros(runs.get(0).values().shape());
        Tensor deviation = Tensor.zeros(mean.shape());
        for (int i = 0; i < mean.size(); i++) {
            int at = i;
            double average = runs.stream()
                    .mapToDouble(run -> run.values().at(at))
                    .average()
                    .orElse(0);
            double squares = runs.stream()
                    .mapToDouble(run -> Math.pow(run.values().at(at) - average, 2))
                    .sum();
            mean.set(i, (float) average);
            deviation.set(i, (float) Math.sqrt(squares / (runs.size() - 1)));
        }
        int targets = mean.shape().dim(0);
        List<Double> agreement = IntStream.range(0, targets)
                .mapToObj(target -> agreement(runs, target))
                .toList();
        return new Stability(runs, mean, deviation, agreement);
    }

    /** The part of the {@code count} highest regions of a target that any two seeds share on average, in [0, 1]. */
    public double topOverlap(int target, int count) {
        List<Set<Integer>> tops =
                runs.stream().map(run -> top(run, target, count)).toList();
        double shared = 0;
        for (int a = 0; a < tops.size(); a++) {
            for (int b = 0; b < a; b++) {
                Set<Integer> both = new HashSet<>(tops.get(a));
                both.retainAll(tops.get(b));
                shared += both.size();
            }
        }
        return shared / pairs(tops.size()) / tops.get(0).size();
    }

    /**
     * The pictures of all seeds: of one target three in a row; of several a row per target, under a line that says how far the seeds agree on it. What is
     * seen in each of them can be trusted, what is seen in one is chance.
     *
     * @param photograph the explained image
     */
    public BufferedImage draw(BufferedImage photograph) {
        SegmentAttribution first = runs.get(0);
        Page page = Page.titled(first.provenance().method() + ", " + runs.size() + " seeds");
        int targets = first.targets().size();
        int perRow = targets == 1 ? PER_ROW : runs.size();
        for (int t = 0; t < targets; t++) {
            page = page.text(first.targets().get(t).label() + ": " + agreement(t));
            for (int from = 0; from < runs.size(); from += perRow) {
                page = page.row(cells(from, Math.min(runs.size(), from + perRow), t, photograph));
            }
        }
        return page.draw();
    }

    private List<Page.Cell> cells(int from, int to, int target, BufferedImage photograph) {
        int width = from == 0 && to == runs.size() && to > PER_ROW ? NARROW : WIDTH;
        return runs.subList(from, to).stream()
                .map(run -> new Page.Cell(
                        shown(of(run, target).render().withoutLegend().overlay(photograph), width),
                        "seed " + run.provenance().options().getOrDefault("seed", "?")))
                .toList();
    }

    /** One target of a run. */
    private static SegmentAttribution of(SegmentAttribution run, int target) {
        return new SegmentAttribution(
                List.of(run.targets().get(target)),
                run.values().row(target).reshape(Shape.of(1, run.segmentation().count())),
                Optional.empty(),
                run.segmentation(),
                run.mapping(),
                run.provenance(),
                run.diagnostics());
    }

    private static BufferedImage shown(BufferedImage picture, int width) {
        double factor = (double) width / picture.getWidth();
        int height = (int) Math.max(1, Math.round(factor * picture.getHeight()));
        return Images.resized(picture, width, height, Interpolation.BICUBIC);
    }

    /** How far the seeds agree on the first target, in words. */
    public String agreement() {
        return agreement(0);
    }

    /** How far the seeds agree on a target, in words. */
    public String agreement(int target) {
        return String.format(
                Locale.ROOT,
                "rank agreement %.2f, %.0f %% of the top %d regions shared",
                rankAgreement.get(target),
                100 * topOverlap(target, TOP),
                TOP);
    }

    private static Set<Integer> top(SegmentAttribution run, int target, int count) {
        float[] values = run.values().row(target).toArray();
        return new HashSet<>(IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Float.compare(values[b], values[a]))
                .limit(count)
                .toList());
    }

    private static double agreement(List<SegmentAttribution> runs, int target) {
        List<double[]> values = runs.stream()
                .map(run -> IntStream.range(0, run.values().shape().dim(1))
                        .mapToDouble(region -> run.values().get(target, region))
                        .toArray())
                .toList();
        double sum = 0;
        for (int a = 0; a < values.size(); a++) {
            for (int b = 0; b < a; b++) {
                sum += agreement(values.get(a), values.get(b));
            }
        }
        return sum / pairs(values.size());
    }

    /** The correlation of ranks; 1 when neither varies, 0 when one does. */
    private static double agreement(double[] a, double[] b) {
        double correlation = SpearmanCorrelation.of(a, b);
        if (!Double.isNaN(correlation)) {
            return correlation;
        }
        return isConstant(a) && isConstant(b) ? 1 : 0;
    }

    private static boolean isConstant(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    private static double pairs(int count) {
        return count * (count - 1) / 2.0;
    }
}
