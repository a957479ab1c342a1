package xai4j.anchors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import xai4j.anchors.Candidates.Count;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/**
 * Finds the smallest anchor (Ribeiro et al. 2018): size by size, the most precise candidates are told apart by the LUCB rule
 * on confidence bounds, and those that look precise enough are confirmed with fresh samples.
 */
final class AnchorSearch {
    private static final int MOST_ENUMERABLE = 11;
    private static final int FIRST_SAMPLES = 400;

    private final AnchorSettings settings;
    private int confirmations;

    AnchorSearch(AnchorSettings settings) {
        this.settings = settings;
    }

    /**
     * Searches.
     *
     * @param game one target, of value 1 where the class stays on top and 0 where it does not
     * @param budget images that may still be scored
     */
    AnchorRule search(Game game, long budget, long seed) {
        return game.players() <= MOST_ENUMERABLE && 1L << game.players() <= budget
                ? enumerate(game, seed)
                : sample(game, seed);
    }

    /**
     * Every coalition once: exact precisions; the smallest anchor that is precise enough, the most precise of its size. Coalitions are played in
     * random order, so that those of a game that ends early are a fair sample.
     */
    private AnchorRule enumerate(Game game, long seed) {
        int players = game.players();
        int[] order = shuffled(1 << players, new SplittableRandom(seed));
        MaskBatch masks = MaskBatch.empty(players, order.length);
        for (int row = 0; row < order.length; row++) {
            masks.setWord(row, 0, order[row]);
        }
        double[] inOrder = game.evaluate(masks);
        double[] values = new double[order.length];
        double[] evaluated = new double[order.length];
        for (int row = 0; row < inOrder.length; row++) {
            values[order[row]] = inOrder[row];
            evaluated[order[row]] = 1;
        }
        addSupersets(values, players);
        addSupersets(evaluated, players);
        return inOrder.length == order.length ? exact(values, evaluated, players) : ofPart(values, evaluated, players);
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** Makes of a number per coalition, for each of them, the sum over all that contain it. */
    private static void addSupersets(double[] numbers, int players) {
        for (int player = 0; player < players; player++) {
            for (int s = 0; s < numbers.length; s++) {
                if ((s >> player & 1) == 0) {
                    numbers[s] += numbers[s | 1 << player];
                }
            }
        }
    }

    private AnchorRule exact(double[] values, double[] evaluated, int players) {
        double[] precisions = new double[values.length];
        Arrays.setAll(precisions, anchor -> values[anchor] / evaluated[anchor]);
        int best = 0;
        for (int anchor = 1; anchor < precisions.length; anchor++) {
            best = isBetter(anchor, best, precisions) ? anchor : best;
        }
        double precision = precisions[best];
        long[] words = {best};
        return new AnchorRule(
                regions(words, players),
                precision,
                precision,
                precision,
                Math.pow(2, -Integer.bitCount(best)),
                precision >= settings.threshold());
    }

    /** The anchor of which the coalitions played say most surely that it is precise; bounds hold for all anchors at once. */
    private AnchorRule ofPart(double[] values, double[] evaluated, int players) {
        double delta = settings.delta() / evaluated.length;
        int best = 0;
        for (int anchor = 1; anchor < evaluated.length; anchor++) {
            best = lower(count(values, evaluated, anchor), delta) > lower(count(values, evaluated, best), delta)
                    ? anchor
                    : best;
        }
        Count count = count(values, evaluated, best);
        long[] words = {best};
        return rule(words, count, lower(count, delta), upper(count, delta), players, false);
    }

    private static Count count(double[] values, double[] evaluated, int anchor) {
        return new Count(Math.round(values[anchor]), Math.round(evaluated[anchor]));
    }

    private boolean isBetter(int anchor, int best, double[] precisions) {
        boolean precise = precisions[anchor] >= settings.threshold();
        boolean bestPrecise = precisions[best] >= settings.threshold();
        if (precise != bestPrecise) {
            return precise;
        }
        int sizes = Integer.compare(Integer.bitCount(best), Integer.bitCount(anchor));
        if (precise && sizes != 0) {
            return sizes > 0;
        }
        return precisions[anchor] > precisions[best];
    }

    private AnchorRule sample(Game game, long seed) {
        Candidates candidates = new Candidates(game, seed);
        candidates.draw(candidates.none(), FIRST_SAMPLES);
        AnchorRule best = rule(candidates.none(), candidates.count(candidates.none()), candidates, false);
        List<long[]> beam = List.of(candidates.none());
        for (int size = 0; size <= settings.maxSize() && !beam.isEmpty(); size++) {
            AnchorRule found = null;
            for (long[] anchor : beam) {
                AnchorRule rule = confirm(anchor, candidates);
                best = rule.low() > best.low() ? rule : best;
                if (rule.confirmed() && (found == null || rule.precision() > found.precision())) {
                    found = rule;
                }
            }
            if (found != null) {
                return found;
            }
            beam = size < candidates.players() ? mostPrecise(candidates.extensions(beam), candidates) : List.of();
        }
        return best;
    }

    /** The beam: the most precise candidates, sampled until they are told from the others or time is up. */
    private List<long[]> mostPrecise(List<long[]> anchors, Candidates candidates) {
        double delta = settings.delta() / anchors.size();
        int width = Math.min(settings.beam(), anchors.size());
        List<Integer> order = new ArrayList<>();
        Count[] counts = new Count[anchors.size()];
        Arrays.fill(counts, new Count(0, 0));
        int counted = 0;
        for (int round = 0; round <= settings.rounds(); round++) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = counts[i].plus(candidates.count(anchors.get(i), counted));
            }
            counted = candidates.size();
            order = IntStream.range(0, anchors.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -counts[i].mean()))
                    .toList();
            if (width == anchors.size() || round == settings.rounds()) {
                break;
            }
            int weakest = order.subList(0, width).stream()
                    .min(Comparator.comparingDouble(i -> lower(counts[i], delta)))
                    .orElseThrow();
            int rival = order.subList(width, order.size()).stream()
                    .max(Comparator.comparingDouble(i -> upper(counts[i], delta)))
                    .orElseThrow();
            if (upper(counts[rival], delta) - lower(counts[weakest], delta) < settings.tolerance()) {
                break;
            }
            Count more = candidates
                    .draw(anchors.get(weakest), settings.batch())
                    .plus(candidates.draw(anchors.get(rival), settings.batch()));
            if (more.trials() == 0) {
                break;
            }
        }
        return order.subList(0, width).stream().map(anchors::get).toList();
    }

    /** Draws fresh samples until an anchor's precision is surely high enough, or surely not, or the budget ends. */
    private AnchorRule confirm(long[] anchor, Candidates candidates) {
        Count shared = candidates.count(anchor);
        if (shared.mean() < settings.threshold() - settings.tolerance() && shared.trials() > 0) {
            return rule(anchor, shared, candidates, false);
        }
        double delta = settings.delta() * 6 / (Math.PI * Math.PI * ++confirmations * confirmations);
        Count fresh = new Count(0, 0);
        while (fresh.trials() < settings.confirmation()) {
            Count more = candidates.draw(anchor, settings.batch());
            fresh = fresh.plus(more);
            double low = ConfidenceSequence.lower(fresh.successes(), Math.max(1, fresh.trials()), delta);
            double high = ConfidenceSequence.upper(fresh.successes(), Math.max(1, fresh.trials()), delta);
            boolean reached =
                    low >= settings.threshold() - settings.tolerance() && fresh.mean() >= settings.threshold();
            if (reached || high < settings.threshold() || more.trials() < settings.batch()) {
                return rule(anchor, fresh, low, high, candidates.players(), reached);
            }
        }
        return rule(anchor, fresh, candidates, false);
    }

    private AnchorRule rule(long[] anchor, Count count, Candidates candidates, boolean confirmed) {
        return rule(
                anchor,
                count,
                lower(count, settings.delta()),
                upper(count, settings.delta()),
                candidates.players(),
                confirmed);
    }

    private static AnchorRule rule(
            long[] anchor, Count count, double low, double high, int players, boolean confirmed) {
        List<Integer> regions = regions(anchor, players);
        return new AnchorRule(regions, count.mean(), low, high, Math.pow(2, -regions.size()), confirmed);
    }

    private static double lower(Count count, double delta) {
        return count.trials() == 0 ? 0 : ConfidenceSequence.lower(count.successes(), count.trials(), delta);
    }

    private static double upper(Count count, double delta) {
        return count.trials() == 0 ? 1 : ConfidenceSequence.upper(count.successes(), count.trials(), delta);
    }

    private static List<Integer> regions(long[] anchor, int players) {
        return IntStream.range(0, players)
                .filter(player -> (anchor[player >> 6] >>> player & 1) != 0)
                .boxed()
                .toList();
    }
}
