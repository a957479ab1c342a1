package xai4j.evaluate.axioms;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame;
import xai4j.coalition.CoalitionGame.Composing;
import xai4j.coalition.mask.MaskBatch;
import xai4j.evaluate.Judged;
import xai4j.explain.SegmentAttribution;
import xai4j.model.Score;
import xai4j.segment.Segmentation;

/** The score of a judged image of which some regions are seen: the game whose values an explanation shares out. */
final class RegionScores {
    private final Judged judged;
    private final Score score;
    private final CoalitionGame game;

    RegionScores(Judged judged, Segmentation regions, Baseline fill, Score score) {
        this.judged = judged;
        this.score = score;
        int[] target = {judged.scoreIndex()};
        // composed in Java, so that there is nothing to close
        this.game = new CoalitionGame(judged.scores().scorer(score), regions, fill, 0, target, Composing.JAVA);
    }

    /**
     * The game of an explanation by regions: with the fill and the kind of score that it says it used.
     *
     * @param otherwise the fill of an explanation that does not say
     */
    static RegionScores asExplained(Judged judged, SegmentAttribution why, Baseline otherwise) {
        String said = why.provenance().options().get("fill");
        Baseline fill = said == null ? otherwise : Baseline.parse(said);
        return new RegionScores(
                judged, why.segmentation(), fill, why.provenance().score());
    }

    /** The score of the whole image less that of the fill alone. */
    double change() {
        return judged.scores().whole(score, judged.scoreIndex()) - of(List.of(new BitSet()))[0];
    }

    /** The score of a coalition with each region added, NaN for those that it has. */
    double[] withEach(BitSet coalition) {
        List<BitSet> larger = new ArrayList<>();
        for (int region = 0; region < game.players(); region++) {
            if (!coalition.get(region)) {
                BitSet with = (BitSet) coalition.clone();
                with.set(region);
                larger.add(with);
            }
        }
        double[] found = of(larger);
        double[] scores = new double[game.players()];
        int next = 0;
        for (int region = 0; region < scores.length; region++) {
            scores[region] = coalition.get(region) ? Double.NaN : found[next++];
        }
        return scores;
    }

    private double[] of(List<BitSet> coalitions) {
        MaskBatch masks = MaskBatch.empty(game.players(), coalitions.size());
        for (int row = 0; row < masks.rows(); row++) {
            int at = row;
            coalitions.get(row).stream().forEach(region -> masks.set(at, region, true));
        }
        double[] found = game.evaluate(masks);
        if (found.length < masks.rows()) {
            throw new IllegalArgumentException("the budget ended");
        }
        return found;
    }
}
