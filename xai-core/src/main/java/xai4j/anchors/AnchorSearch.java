package xai4j.anchors;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/**
 * Finds a small anchor (Ribeiro et al. 2018), from below and from above: between an anchor that does not suffice and one that does lie regions whose
 * order a {@link MarginModel} of all samples so far proposes; each look at an anchor on the way halves them. What is left is confirmed with samples drawn
 * for it alone, and regions are left out of it as long as it stays confirmed.
 */
final class AnchorSearch {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final int FIRST_SAMPLES = 256;
    private static final int LOOK = 96;
    private static final int LEAST_TO_REFUSE = 64;

    private static final double PART_FOR_LEAVING_OUT = 1;

    /** How far from either end of what is undecided the next look may lie, as a part of it. */
    private static final double MARGIN = 0.25;

    private final AnchorSettings settings;
    private final List<AnchorCandidate> candidates = new ArrayList<>();

    AnchorSearch(AnchorSettings settings) {
        this.settings = settings;
    }

    /**
     * Searches.
     *
     * @param game one target, with values as of {@link Prediction#game}
     * @param budget images that may still be scored
     */
    AnchorRule search(Game game, long budget, long seed) {
        return AnchorEnumeration.suits(game.players(), budget)
                ? new AnchorEnumeration(settings, game.players()).search(game, seed)
                : new Sampled(new AnchorSamples(game, seed)).search();
    }

    /** A search by samples. */
    private final class Sampled {
        private final AnchorSamples samples;
        private final int players;
        private boolean ended;

        Sampled(AnchorSamples samples) {
            this.samples = samples;
            this.players = samples.players();
        }

        AnchorRule search() {
            AnchorCandidate none = propose(new long[MaskBatch.words(players)]);
            draw(none, FIRST_SAMPLES);
            if (looksPrecise(none) && confirm(none)) {
                return none.rule(players, true);
            }
            AnchorCandidate found = enlarge(bracket(none));
            if (found.isConfirmed(settings)) {
                return leaveOut(found).rule(players, true);
            }
            return holdsWhole(found) ? AnchorRule.of(found.regions(), players, 1, 1, 1, true) : best();
        }

        /** The smallest anchor that looked precise, between one that did not and the whole picture. */
        private AnchorCandidate bracket(AnchorCandidate none) {
            AnchorCandidate low = none;
            AnchorCandidate high = null;
            List<Integer> between = IntStream.range(0, players).boxed().toList();
            while (between.size() > 1 && !ended && low.size() < settings.most(players)) {
                MarginModel model = new MarginModel(samples);
                List<Integer> order =
                        model.order().stream().filter(between::contains).toList();
                int cut = Math.min(cut(model, low, order), settings.most(players) - low.size());
                AnchorCandidate candidate = propose(with(low.regions(), order.subList(0, cut)));
                if (looksPrecise(candidate)) {
                    high = candidate;
                    between = order.subList(0, cut);
                } else {
                    low = candidate;
                    between = order.subList(cut, order.size());
                }
            }
            return high == null || ended ? low : high;
        }

        /** After how many of the undecided regions the model expects the wanted precision, not too near to either end. */
        private int cut(MarginModel model, AnchorCandidate low, List<Integer> order) {
            boolean[] kept = new boolean[players];
            IntStream.range(0, players).forEach(region -> kept[region] = has(low.regions(), region));
            int expected = 0;
            double wanted = NORMAL.inverseCumulativeProbability(settings.threshold());
            while (expected < order.size() && model.certainty(kept) < wanted) {
                kept[order.get(expected++)] = true;
            }
            int least = (int) Math.max(1, Math.ceil(MARGIN * order.size()));
            int most = Math.max(least, (int) ((1 - MARGIN) * order.size()));
            return Math.max(least, Math.min(most, expected));
        }

        /** Adds regions to an anchor, more and more of them, until it is confirmed or as large as it may be. */
        private AnchorCandidate enlarge(AnchorCandidate start) {
            AnchorCandidate candidate = start;
            int step = 1;
            while (!confirm(candidate) && !ended && candidate.size() < settings.most(players)) {
                long[] regions = candidate.regions();
                List<Integer> more = new MarginModel(samples)
                        .order().stream()
                                .filter(region -> !has(regions, region))
                                .toList();
                int room = settings.most(players) - candidate.size();
                candidate = propose(with(regions, more.subList(0, Math.min(step, room))));
                step *= 2;
            }
            return candidate;
        }

        /**
         * Leaves regions out of a confirmed anchor, those that seem to hold least first, until some in a row are needed, or this has cost nearly as much as the
         * anchor itself.
         */
        private AnchorCandidate leaveOut(AnchorCandidate confirmed) {
            AnchorCandidate smallest = confirmed;
            List<Integer> order = new MarginModel(samples).order();
            double end = samples.size() * (1 + PART_FOR_LEAVING_OUT);
            int needed = 0;
            for (int i = order.size() - 1; i >= 0 && needed < settings.beam() && !ended; i--) {
                if (samples.size() < end && has(smallest.regions(), order.get(i))) {
                    AnchorCandidate candidate = propose(without(smallest.regions(), order.get(i)));
                    boolean suffices = looksPrecise(candidate) && confirm(candidate);
                    smallest = suffices ? candidate : smallest;
                    needed = suffices ? 0 : needed + 1;
                }
            }
            return smallest;
        }

        /** Draws a few samples and says whether more of them could confirm an anchor. */
        private boolean looksPrecise(AnchorCandidate candidate) {
            while (candidate.count().trials() < LOOK && !ended) {
                draw(candidate, settings.batch());
                double mean = candidate.count().mean();
                double deviation = candidate.count().deviation();
                if (Math.abs(mean - settings.threshold()) > deviation) {
                    return mean > settings.threshold();
                }
            }
            return candidate.count().mean() >= settings.threshold();
        }

        /** Draws samples until an anchor is confirmed, will hardly be, or has had its share of them. */
        private boolean confirm(AnchorCandidate candidate) {
            if (candidate.size() == players) {
                return false;
            }
            while (!candidate.isConfirmed(settings)) {
                Count count = candidate.count();
                boolean refused =
                        count.trials() >= LEAST_TO_REFUSE && count.mean() + count.deviation() < settings.threshold();
                if (refused || ended || count.trials() >= settings.confirmation()) {
                    return false;
                }
                draw(candidate, settings.batch());
            }
            return true;
        }

        private void draw(AnchorCandidate candidate, int count) {
            Count more = samples.draw(candidate.regions(), count);
            ended |= more.trials() < count;
            candidate.add(more);
        }

        /** Whether an anchor of all regions, of which nothing is left to chance, holds. */
        private boolean holdsWhole(AnchorCandidate candidate) {
            if (candidate.size() == players && !ended) {
                draw(candidate, 1);
            }
            return candidate.size() == players && candidate.count().successes() > 0;
        }

        /** The candidate whose precision is surely highest, the first of equal ones: the one without regions unless another is better. */
        private AnchorRule best() {
            AnchorCandidate best = candidates.get(0);
            for (AnchorCandidate candidate : candidates) {
                best = candidate.lower() > best.lower() ? candidate : best;
            }
            return best.rule(players, false);
        }
    }

    /** A new candidate. Error probabilities δ/(k(k+1)) of the k-th sum up to δ, so that the bounds of all hold together. */
    private AnchorCandidate propose(long[] regions) {
        double k = candidates.size() + 1.0;
        AnchorCandidate candidate = new AnchorCandidate(regions, settings.delta() / (k * (k + 1)));
        candidates.add(candidate);
        return candidate;
    }

    private static boolean has(long[] regions, int region) {
        return (regions[region >> 6] >>> region & 1) != 0;
    }

    private static long[] with(long[] regions, List<Integer> more) {
        long[] larger = regions.clone();
        more.forEach(region -> larger[region >> 6] |= 1L << region);
        return larger;
    }

    private static long[] without(long[] regions, int region) {
        long[] smaller = regions.clone();
        smaller[region >> 6] &= ~(1L << region);
        return smaller;
    }
}
