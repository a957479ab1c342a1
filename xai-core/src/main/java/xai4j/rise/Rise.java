package xai4j.rise;

import java.nio.file.Path;
import java.util.Optional;
import xai4j.baseline.Baseline;
import xai4j.coalition.ConstantScore;
import xai4j.coalition.Estimate;
import xai4j.coalition.PerturbationExplainer;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.PerturbationRun;
import xai4j.coalition.sampling.MaskSampling;
import xai4j.coalition.soft.GivenMasks;
import xai4j.coalition.soft.GridMasks;
import xai4j.coalition.soft.SoftMaskMaps;
import xai4j.coalition.soft.SoftMaskRun;
import xai4j.coalition.soft.SoftMasks;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.LikenessTarget;
import xai4j.explain.Option;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.io.Npy;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.DeclaredName;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * RISE (Petsiuk, Das, Saenko 2018): {@code S = 1/(N p) Σ f(image ⊙ mask) mask} over random soft masks, a map {@code [T, H, W]}.
 *
 * <p>The mean score is subtracted first, which leaves out what every pixel gets alike; {@link #centred} brings the paper's own form back.
 * Diagnostics: {@code agreement}, the correlation between the maps of the even and of the odd masks.
 */
public final class Rise extends PerturbationExplainer<SaliencyMap, Rise> {
    /** Number of masks. Option {@code samples}, {@code 2000} by default; at least 2. */
    public static final Option<Integer> SAMPLES =
            Option.integer("samples", 2000, 2, Integer.MAX_VALUE, "masks to score");

    /** Cells per side of the coarse grid. Option {@code cells}, {@code 7} by default; 2 to 1024. */
    public static final Option<Integer> CELLS =
            Option.integer("cells", 7, 2, 1024, "cells per side of the grid that masks are enlarged from");

    /** Probability that a cell is visible. Option {@code probability}, {@code 0.5} by default; 0.001 to 1.0. */
    public static final Option<Double> PROBABILITY =
            Option.real("probability", 0.5, 1e-3, 1, "probability that a cell of the grid is visible");

    /** Whether the mean score is subtracted. Option {@code centred}, {@code true} by default. */
    public static final Option<Boolean> CENTRED =
            Option.flag("centred", true, "whether the mean score is subtracted, true or false");

    /** When to stop early. Option {@code accuracy}, {@code 0.0} by default; 0.0 to 1.0. */
    public static final Option<Double> ACCURACY = PerturbationOptions.ACCURACY;

    static final Option<SoftMasks> MASKS = Option.of(
                    "masks",
                    new GridMasks(CELLS.byDefault()),
                    Rise::read,
                    SoftMasks::name,
                    "grid, or file:PATH of an .npy file [N, H, W]")
            .readingFiles(text -> !text.equals("grid"));

    private static final String NO_REGIONS = "none";

    /** Regions that masks show or hide as wholes. Option {@code regions}, {@code none} by default. */
    public static final Option<Optional<Segmenter>> REGIONS = Option.<Optional<Segmenter>>of(
                    "regions",
                    Optional.empty(),
                    text -> text.equals(NO_REGIONS) ? Optional.empty() : Optional.of(Segmenter.parse(text)),
                    segmenter -> segmenter.map(Segmenter::toString).orElse(NO_REGIONS),
                    NO_REGIONS
                            + ", or regions that masks show or hide as wholes, in place of soft masks: slic:COUNT, grid:COLUMNSxROWS, file:PATH of an integer .npy map, …")
            .readingFiles(PerturbationOptions.SEGMENTER::namesFile);

    private static final String NAME = "rise";
    private static final String DETECTIONS = "d-rise";
    private static final int DETECTION_CELLS = 16;
    private static final String FILE = "file:";
    private static final double FAIR = 0.5;
    private static final double POOR_AGREEMENT = 0.5;
    private static final PerturbationOptions COMMON = PerturbationOptions.of(Score.PROBABILITY, Baseline.zero());

    /** RISE of the model's probabilities with hidden parts at zero. */
    public Rise(Model model) {
        this(Setup.of(
                model,
                COMMON.pixelwise(
                        SAMPLES,
                        CELLS,
                        PROBABILITY,
                        CENTRED,
                        MASKS,
                        ACCURACY,
                        REGIONS,
                        PerturbationOptions.MASK_SAMPLING)));
    }

    private Rise(Setup<Model> setup) {
        this(NAME, setup);
    }

    private Rise(String method, Setup<Model> setup) {
        super(method, setup, COMMON);
    }

    /** D-RISE (Petsiuk et al. 2021): RISE of how like anything in the masked picture still is to a detected object; 16 × 16 cells. */
    public static Rise ofDetections(Model model) {
        Setup<Model> setup = new Rise(model).setup();
        return new Rise(DETECTIONS, new Setup<>(model, setup.options().with(CELLS, DETECTION_CELLS), setup.progress()));
    }

    private Setup<Model> setup() {
        return new Setup<>(model(), options(), progress(), Optional.empty(), clock());
    }

    @Override
    protected Target meaning(Target target) {
        return method().equals(DETECTIONS) ? new LikenessTarget(target) : target;
    }

    /** With another number of masks. */
    public Rise samples(int masks) {
        return with(SAMPLES, masks);
    }

    /** With another number of cells per side. */
    public Rise cells(int perSide) {
        return with(CELLS, perSide);
    }

    /** With another probability that a cell is visible. */
    public Rise probability(double visible) {
        return with(PROBABILITY, visible);
    }

    /** With or without the mean score subtracted. */
    public Rise centred(boolean subtractMean) {
        return with(CENTRED, subtractMean);
    }

    /**
     * With masks of another kind, such as a user's own; the probability should be their mean.
     *
     * @throws IllegalArgumentException if their name is empty or that of a lambda's class, with which nobody could make them again
     */
    public Rise masks(SoftMasks kind) {
        return with(MASKS, DeclaredName.require("soft masks", kind.name(), kind));
    }

    /** With masks {@code [N, H, W]} made elsewhere; the probability should be their mean. */
    public Rise masks(Tensor masks) {
        return with(MASKS, new GivenMasks(masks, "given:" + masks.shape().dim(0)));
    }

    /** With masks that show or hide whole regions; then a map has one value per region, and {@code cells} and {@code masks} mean nothing. */
    public Rise regions(Segmenter segmenter) {
        return with(REGIONS, Optional.of(Segmenter.declared(segmenter)));
    }

    /** With masks over regions drawn in another way. */
    public Rise maskSampling(MaskSampling how) {
        return with(PerturbationOptions.MASK_SAMPLING, how);
    }

    /** Stopping when the largest standard error is this part of the largest value of the map. */
    public Rise accuracy(double relative) {
        return with(ACCURACY, relative);
    }

    @Override
    protected Rise copy(Setup<Model> other) {
        return new Rise(method(), other);
    }

    @Override
    protected Optional<Segmenter> sharedRegions() {
        return get(REGIONS);
    }

    @Override
    protected Optional<Rise> withPairs(int samples) {
        boolean isFree = get(PerturbationOptions.MASK_SAMPLING) == MaskSampling.COIN_FLIPS
                && get(PROBABILITY) == FAIR
                && get(SAMPLES) <= samples;
        return isFree ? Optional.of(maskSampling(MaskSampling.LEVERAGE_PAIRS).samples(samples)) : Optional.empty();
    }

    @Override
    protected SaliencyMap explain(PerturbationRun run) {
        return get(REGIONS).map(regions -> overRegions(run, regions)).orElseGet(() -> overPixels(run));
    }

    /** With masks of whole regions; every pixel has its region's value. */
    private SaliencyMap overRegions(PerturbationRun run, Segmenter segmenter) {
        if (get(SAMPLES) > PerturbationOptions.MOST_SAMPLES) {
            throw new IllegalArgumentException(method() + " over regions takes at most "
                    + PerturbationOptions.MOST_SAMPLES
                    + " samples, which are all drawn before the first is scored, not "
                    + get(SAMPLES));
        }
        RegionMasks masks = new RegionMasks(
                get(SAMPLES), get(PROBABILITY), get(CENTRED), get(PerturbationOptions.MASK_SAMPLING), seed());
        run.tracker().expect(1L + get(SAMPLES));
        Played played = play(
                run,
                segmenter,
                (game, full) -> masks.estimate(game, run.tracker().left(), full.length));
        int height = played.regions().height();
        int width = played.regions().width();
        Estimate estimate = played.estimate();
        Diagnostics diagnostics = played.diagnostics();
        return new SaliencyMap(
                shown(run.targets(), run.image().mapping()),
                painted(estimate.values(), played.regions()),
                estimate.standardErrors().map(errors -> painted(errors, played.regions())),
                height,
                width,
                run.image().mapping(),
                provenance(run),
                run.tracker().stoppedEarly()
                        ? diagnostics.with(
                                "stopped by the budget after " + run.tracker().evaluations() + " evaluations")
                        : diagnostics);
    }

    private static Tensor painted(double[][] values, Segmentation regions) {
        int[] ids = regions.ids();
        Tensor tensor = Tensor.zeros(Shape.of(values.length, regions.height(), regions.width()));
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, (float) values[i / ids.length][ids[i % ids.length]]);
        }
        return tensor;
    }

    private SaliencyMap overPixels(PerturbationRun run) {
        int width = run.image().input().width();
        int height = run.image().input().height();
        SoftMasks kind = get(MASKS) instanceof GridMasks ? new GridMasks(get(CELLS)) : get(MASKS);
        SoftMasks.Sized masks = kind.sized(width, height, get(PROBABILITY), seed());
        int wanted = Math.min(get(SAMPLES), kind.limit());
        run.tracker().expect(1L + wanted);
        double[] original =
                run.targets().stream().mapToDouble(ExplainedTarget::score).toArray();
        SoftMaskMaps found = new SoftMaskRun(
                        run.scorer(),
                        masks,
                        onlyPicture(run.image()),
                        new SoftMaskRun.Settings(wanted, get(PROBABILITY), get(CENTRED), get(ACCURACY)))
                .maps(original, (count, pictures) -> run.scorer().score(count, run.indices(), pictures));
        Estimate estimate = found.estimate();
        return new SaliencyMap(
                shown(run.targets(), run.image().mapping()),
                maps(estimate.values(), height, width),
                estimate.standardErrors().map(errors -> maps(errors, height, width)),
                height,
                width,
                run.image().mapping(),
                provenance(run),
                diagnostics(run, found, wanted));
    }

    private static Tensor maps(double[][] maps, int height, int width) {
        float[] values = new float[maps.length * height * width];
        int at = 0;
        for (double[] map : maps) {
            for (double value : map) {
                values[at++] = (float) value;
            }
        }
        return Tensor.of(Shape.of(maps.length, height, width), values);
    }

    private static Diagnostics diagnostics(PerturbationRun run, SoftMaskMaps found, int wanted) {
        Diagnostics diagnostics = Diagnostics.NONE.with("samples", found.samples());
        if (found.estimate().standardErrors().isPresent()) {
            diagnostics = diagnostics.with("relative-error", found.estimate().relativeError());
        }
        int targets = run.targets().size();
        for (int t = 0; t < targets; t++) {
            double agreement = found.agreement().get(t);
            String label = run.targets().get(t).label();
            if (Double.isNaN(agreement)) {
                diagnostics = diagnostics.with("no mask changes the score of " + label + ConstantScore.reason(run, t));
            } else {
                diagnostics = diagnostics.with(targets == 1 ? "agreement" : "agreement[" + t + "]", agreement);
                if (agreement < POOR_AGREEMENT) {
                    diagnostics = diagnostics.with("the two halves of the masks draw different maps for " + label
                            + " (correlation " + Math.round(100 * agreement) / 100.0 + "): use more masks");
                }
            }
        }
        return run.tracker().stoppedEarly()
                ? diagnostics.with("stopped by the budget: " + found.samples() + " of " + wanted + " masks were scored")
                : diagnostics;
    }

    private static SoftMasks read(String text) {
        if (text.equals("grid")) {
            return new GridMasks(CELLS.byDefault());
        }
        if (!text.startsWith(FILE)) {
            throw new IllegalArgumentException("masks are \"grid\" or \"file:PATH\", not \"" + text + "\"");
        }
        return new GivenMasks(Npy.readFinite(Path.of(text.substring(FILE.length()))), text);
    }
}
