package xai4j.evaluate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import xai4j.baseline.Baseline;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.Composition;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.explain.Option;
import xai4j.explain.Progress;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/**
 * The model's answers to one image with pixels hidden. What was asked once is remembered, so that metrics and methods that hide the same
 * pixels share the passes: the whole and the empty image, both ends of removal curves, the baselines of every method. Safe for several threads.
 */
public final class MaskedScores {
    private static final long SEED = 0;

    private final Model model;
    private final PreparedImage image;
    private final BudgetTracker tracker;
    private final RandomizedCopies copies;
    private final Map<Key, CompletableFuture<Double>> known = new ConcurrentHashMap<>();
    private final Map<Baseline, List<Tensor>> pictures = new ConcurrentHashMap<>();
    private final Map<Record, Object> made = new ConcurrentHashMap<>();

    private record Key(Score score, int target, Optional<Baseline> fill, BitSet hidden) {}

    private MaskedScores(Model model, PreparedImage image, BudgetTracker tracker, RandomizedCopies copies) {
        this.model = model;
        this.image = image;
        this.tracker = tracker;
        this.copies = copies;
    }

    /** Option {@code score} of metrics: which number of the class is looked at. */
    public static Option<Score> option(Score byDefault) {
        return Option.choice("score", byDefault, "which number of the class is looked at");
    }

    /** Asks without a limit. */
    public static MaskedScores of(Model model, PreparedImage image) {
        return of(model, image, new BudgetTracker(Budget.UNLIMITED, Progress.SILENT), RandomizedCopies.passing());
    }

    /**
     * Asks and counts; what the tracker's budget does not allow is refused.
     *
     * @param copies shared with other images
     */
    public static MaskedScores of(Model model, PreparedImage image, BudgetTracker tracker, RandomizedCopies copies) {
        return new MaskedScores(model, image, tracker, copies);
    }

    /** The image. */
    public PreparedImage image() {
        return image;
    }

    /** Copies of the model with random weights, for metrics that ask whether an explanation depends on them. */
    public RandomizedCopies copies() {
        return copies;
    }

    /** How many images the model has scored. */
    public long modelCalls() {
        return tracker.evaluations();
    }

    /** The score of the image as it is. */
    public double whole(Score score, int target) {
        return masked(score, target, Baseline.zero(), List.of(new BitSet()))[0];
    }

    /**
     * The scores of the image with pixels hidden.
     *
     * @param fill what is seen in their place; with several pictures the scores are averaged
     * @param hidden the hidden pixels of each image, row by row
     */
    public double[] masked(Score score, int target, Baseline fill, List<BitSet> hidden) {
        List<Key> keys = new ArrayList<>();
        for (BitSet pixels : hidden) {
            // nothing hidden is the image itself, whatever the fill
            Optional<Baseline> seen = pixels.isEmpty() ? Optional.empty() : Optional.of(fill);
            keys.add(new Key(score, target, seen, (BitSet) pixels.clone()));
        }
        double[] scores = new double[keys.size()];
        do {
            askWhatNobodyAsks(keys, fill);
        } while (!isAnswered(keys, scores));
        return scores;
    }

    /** Waits for answers that are being found; what another thread asked in vain is asked again. */
    private boolean isAnswered(List<Key> keys, double[] scores) {
        for (int i = 0; i < scores.length; i++) {
            CompletableFuture<Double> answer = known.get(keys.get(i));
            if (answer == null) {
                return false;
            }
            try {
                scores[i] = answer.join();
            } catch (CompletionException e) {
                return false;
            }
        }
        return true;
    }

    private void askWhatNobodyAsks(List<Key> keys, Baseline fill) {
        Map<Key, CompletableFuture<Double>> own = new LinkedHashMap<>();
        for (Key key : keys) {
            CompletableFuture<Double> answer = new CompletableFuture<>();
            if (known.putIfAbsent(key, answer) == null) {
                own.put(key, answer);
            }
        }
        if (own.isEmpty()) {
            return;
        }
        List<Key> order = List.copyOf(own.keySet());
        Key first = order.get(0);
        try {
            double[] found = ask(
                    first.score(),
                    first.target(),
                    fill,
                    order.stream().map(Key::hidden).toList());
            for (int i = 0; i < found.length; i++) {
                Objects.requireNonNull(own.get(order.get(i))).complete(found[i]);
            }
        } catch (RuntimeException | Error e) {
            known.keySet().removeAll(own.keySet());
            own.values().forEach(answer -> answer.completeExceptionally(e));
            throw e;
        }
    }

    /**
     * The scores of other images of the same size, each made just before the model sees it.
     *
     * @param images the values of image {@code 0…count−1} in the model's layout; asked by several threads
     */
    public double[] images(Score score, int target, int count, IntFunction<float[]> images) {
        return scored(score, target, count, () -> (index, batch, offset) -> batch.put(offset, images.apply(index)));
    }

    /** The scores of other images of the same size. */
    public double[] images(Score score, int target, List<Tensor> others) {
        return scored(score, target, others.size(), () -> (index, batch, offset) -> {
            Tensor one = others.get(index);
            batch.put(offset, one.buffer(), 0, one.size());
        });
    }

    /**
     * What metrics make of the image, made once whoever asks for it: noise, or the order of an explanation's pixels.
     *
     * @param key what it is made from; a record of the metric that makes it
     */
    public <T> T once(Record key, Class<T> type, Supplier<T> maker) {
        return type.cast(made.computeIfAbsent(key, missing -> maker.get()));
    }

    /** The pictures of a fill for the image as one region. */
    public List<Tensor> pictures(Baseline fill) {
        return pictures.computeIfAbsent(fill, missing -> missing.checkedImages(image, SEED));
    }

    private double[] ask(Score score, int target, Baseline fill, List<BitSet> hidden) {
        List<Tensor> shown = pictures(fill);
        double[] sums = new double[hidden.size()];
        for (Tensor picture : shown) {
            double[] scores = scored(score, target, hidden.size(), hiding(picture, hidden));
            IntStream.range(0, sums.length).forEach(i -> sums[i] += scores[i] / shown.size());
        }
        return sums;
    }

    private Supplier<Composition> hiding(Tensor picture, List<BitSet> hidden) {
        PixelPlanes planes = PixelPlanes.of(image);
        float[] whole = image.tensor().toArray();
        float[] filled = picture.toArray();
        return () -> new HiddenPixels(planes, whole, filled, hidden);
    }

    /** What asks the model about other changes of the image, and counts them with these. */
    public ModelScorer scorer(Score score) {
        return new ModelScorer(model, image, score, 0, tracker);
    }

    private double[] scored(Score score, int target, int count, Supplier<Composition> compositions) {
        double[] scores = scorer(score).score(count, new int[] {target}, compositions);
        if (scores.length < count) {
            throw new IllegalArgumentException("the budget ended after " + tracker.evaluations() + " model calls");
        }
        for (double value : scores) {
            if (!Double.isFinite(value)) {
                throw new UndefinedMetricException("the model's score of a masked image is " + value);
            }
        }
        return scores;
    }
}
