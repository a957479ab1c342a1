package xai4j.occlusion;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.coalition.ConstantScore;
import xai4j.coalition.PerturbationExplainer;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.PerturbationRun;
import xai4j.coalition.scoring.FiniteScores;
import xai4j.explain.Diagnostics;
import xai4j.explain.Explanation;
import xai4j.explain.Option;
import xai4j.explain.SaliencyMap;
import xai4j.image.ImageInput;
import xai4j.model.Model;
import xai4j.segment.Segmenter;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Slides a window over the image and hides what is under it, all channels at once (Zeiler and Fergus 2014).
 *
 * <p>Returns a map {@code [T, H, W]}: a pixel's value is the mean of {@code f(x) − f(x without the window)} over the windows that
 * cover it; zero, with a verdict, where none does because the stride is longer than the window. When regions are given ({@link #segmenter}) each region is hidden instead, and the result is that
 * of {@link FeatureAblation}.
 */
public final class Occlusion extends PerturbationExplainer<Explanation, Occlusion> {
    /** Side of the window. Option {@code window}, {@code 0} by default; 0 to 1048576. */
    public static final Option<Integer> WINDOW = Option.integer(
            "window",
            0,
            0,
            1 << 20,
            "side of the window in pixels of the model's input; 0 is an eighth of the shorter side");

    /** Step of the window. Option {@code stride}, {@code 0} by default; 0 to 1048576. */
    public static final Option<Integer> STRIDE =
            Option.integer("stride", 0, 0, 1 << 20, "step of the window in pixels; 0 is half a window");

    private static final String WINDOWS = "windows";

    /** The regions that are hidden, or windows. Option {@code segmenter}, {@code windows} by default. */
    public static final Option<Optional<Segmenter>> REGIONS = Option.<Optional<Segmenter>>of(
                    PerturbationOptions.SEGMENTER.name(),
                    Optional.empty(),
                    text -> text.equals(WINDOWS) ? Optional.empty() : Optional.of(Segmenter.parse(text)),
                    segmenter -> segmenter.map(Segmenter::toString).orElse(WINDOWS),
                    WINDOWS
                            + ", or regions to hide in place of them: slic:COUNT, grid:COLUMNSxROWS, file:PATH of an integer .npy map, …")
            .readingFiles(PerturbationOptions.SEGMENTER::namesFile);

    private static final int WINDOWS_PER_SIDE = 8;
    private static final PerturbationOptions COMMON = FeatureAblation.COMMON;

    /** Occlusion of the model's output with windows at zero. */
    public Occlusion(Model model) {
        this(Setup.of(model, COMMON.pixelwise(REGIONS, WINDOW, STRIDE)));
    }

    private Occlusion(Setup<Model> setup) {
        super("occlusion", setup, COMMON);
    }

    /** With another side of the window; 0 is an eighth of the shorter side. */
    public Occlusion window(int pixels) {
        return with(WINDOW, pixels);
    }

    /** With another step of the window; 0 is half a window. */
    public Occlusion stride(int pixels) {
        return with(STRIDE, pixels);
    }

    /** Hides regions instead of windows. */
    public Occlusion segmenter(Segmenter segmenter) {
        return with(REGIONS, Optional.of(Segmenter.declared(segmenter)));
    }

    @Override
    protected Occlusion copy(Setup<Model> other) {
        return new Occlusion(other);
    }

    @Override
    protected Optional<Segmenter> sharedRegions() {
        return get(REGIONS);
    }

    @Override
    protected Explanation explain(PerturbationRun run) {
        Optional<Segmenter> regions = get(REGIONS);
        if (regions.isPresent()) {
            return explainRegions(run, regions.get(), FeatureAblation::ablate);
        }
        Windows windows = windows(run.image().input());
        run.tracker().expect(1L + windows.count());
        int[] order = spread(windows.count());
        double[] scores = scores(run, windows, order);
        int[] indices = run.indices();
        int scored = scores.length / indices.length;
        double[] drops = new double[windows.count() * indices.length];
        boolean[] known = new boolean[windows.count()];
        for (int i = 0; i < scored; i++) {
            known[order[i]] = true;
            for (int t = 0; t < indices.length; t++) {
                drops[order[i] * indices.length + t] = run.targets().get(t).score() - scores[i * indices.length + t];
            }
        }
        return map(run, windows, drops, known, scored);
    }

    private double[] scores(PerturbationRun run, Windows windows, int[] order) {
        Tensor hidden = onlyPicture(run.image());
        double[] scores =
                run.scorer().score(order.length, run.indices(), () -> windows.composition(run.image(), hidden, order));
        if (scores.length == 0) {
            throw new IllegalArgumentException("the budget is too small: no window could be hidden");
        }
        return FiniteScores.require(
                model().spec().name(), scores, run.indices().length, "windows", row -> order[row], row -> "");
    }

    private SaliencyMap map(PerturbationRun run, Windows windows, double[] drops, boolean[] known, int scored) {
        int targets = run.targets().size();
        int area = windows.width() * windows.height();
        double[] sums = new double[targets * area];
        int[] counts = new int[area];
        for (int w = 0; w < known.length; w++) {
            stopIfInterrupted();
            for (int y = windows.top(w); known[w] && y < windows.bottom(w); y++) {
                for (int x = windows.left(w); x < windows.right(w); x++) {
                    int pixel = y * windows.width() + x;
                    counts[pixel]++;
                    for (int t = 0; t < targets; t++) {
                        sums[t * area + pixel] += drops[w * targets + t];
                    }
                }
            }
        }
        Tensor values = Tensor.zeros(Shape.of(targets, windows.height(), windows.width()));
        for (int i = 0; i < sums.length; i++) {
            values.set(i, (float) (sums[i] / Math.max(1, counts[i % area])));
        }
        return new SaliencyMap(
                shown(run.targets(), run.image().mapping()),
                values,
                windows.height(),
                windows.width(),
                run.image().mapping(),
                provenance(run),
                diagnostics(run, windows, drops, scored));
    }

    private static Diagnostics diagnostics(PerturbationRun run, Windows windows, double[] drops, int scored) {
        int count = windows.count();
        Diagnostics diagnostics = Diagnostics.NONE.with("windows", scored);
        if (windows.uncovered() > 0) {
            diagnostics = diagnostics.with(String.format(
                    Locale.ROOT,
                    "%.1f %% of the pixels lie under no window and are 0: the stride of %d is longer than the window of %d",
                    100 * windows.uncovered(),
                    windows.stride(),
                    windows.window()));
        }
        int targets = run.targets().size();
        for (int t = 0; t < targets; t++) {
            int target = t;
            String label = run.targets().get(t).label();
            double[] own = IntStream.range(0, count)
                    .mapToDouble(w -> drops[w * targets + target])
                    .toArray();
            if (Arrays.stream(own).allMatch(drop -> drop == 0)) {
                diagnostics =
                        diagnostics.with("no window changes the score of " + label + ConstantScore.reason(run, t));
            } else if (Arrays.stream(own).allMatch(drop -> drop <= 0)) {
                diagnostics = diagnostics.with("no positive evidence for " + label);
            }
        }
        return scored < count
                ? diagnostics.with("stopped by the budget: " + scored + " of " + count + " windows were hidden")
                : diagnostics;
    }

    private Windows windows(ImageInput input) {
        int shorter = Math.min(input.width(), input.height());
        int window = get(WINDOW) > 0 ? get(WINDOW) : Math.max(1, Math.round((float) shorter / WINDOWS_PER_SIDE));
        int stride = get(STRIDE) > 0 ? get(STRIDE) : Math.max(1, window / 2);
        if (window > Math.max(input.width(), input.height())) {
            throw new IllegalArgumentException("a window of " + window + " pixels hides the whole input of "
                    + input.width() + "×" + input.height());
        }
        return new Windows(input.width(), input.height(), window, stride);
    }

    /** All windows in an order whose every beginning is spread over the image: steps of the golden section. */
    private static int[] spread(int count) {
        int step = Math.max(1, (int) Math.round(count * 0.6180339887498949));
        while (gcd(step, count) != 1) {
            step++;
        }
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = (int) ((long) i * step % count);
        }
        return order;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
