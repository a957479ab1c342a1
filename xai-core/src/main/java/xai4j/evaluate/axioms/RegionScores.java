package xai4j.evaluate.axioms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import xai4j.baseline.Baseline;
import xai4j.evaluate.Judged;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PixelPlanes;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** The score of a judged image of which some regions are seen: the game whose values an explanation shares out. */
final class RegionScores {
    private final Judged judged;
    private final Segmentation regions;
    private final Score score;
    private final List<Tensor> fills;

    RegionScores(Judged judged, Segmentation regions, Baseline fill, Score score) {
        this.judged = judged;
        this.regions = regions;
        this.score = score;
        this.fills = fill.checkedImages(judged.image(), regions, 0);
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
        for (int region = 0; region < regions.count(); region++) {
            if (!coalition.get(region)) {
                BitSet with = (BitSet) coalition.clone();
                with.set(region);
                larger.add(with);
            }
        }
        double[] found = of(larger);
        double[] scores = new double[regions.count()];
        int next = 0;
        for (int region = 0; region < scores.length; region++) {
            scores[region] = coalition.get(region) ? Double.NaN : found[next++];
        }
        return scores;
    }

    private double[] of(List<BitSet> coalitions) {
        double[] mean = new double[coalitions.size()];
        for (Tensor fill : fills) {
            List<Tensor> images =
                    coalitions.stream().map(seen -> composed(seen, fill)).toList();
            double[] found = judged.scores().images(score, judged.scoreIndex(), images);
            Arrays.setAll(mean, i -> mean[i] + found[i] / fills.size());
        }
        return mean;
    }

    private Tensor composed(BitSet seen, Tensor fill) {
        Tensor image = judged.image().tensor().copy();
        PixelPlanes planes = PixelPlanes.of(judged.image());
        int[] ids = regions.ids();
        for (int pixel = 0; pixel < ids.length; pixel++) {
            if (!seen.get(ids[pixel])) {
                for (int channel = 0; channel < planes.channels(); channel++) {
                    int at = planes.index(channel, pixel);
                    image.set(at, fill.at(at));
                }
            }
        }
        return image;
    }
}
