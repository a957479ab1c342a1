package xai4j.coalition;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.explain.Diagnostics;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** How much the fill changes the picture: a region that looks the same when it is hidden can be worth nothing. */
final class FillChange {
    /** Mean change, as a part of the image's own range of values, below which nobody sees it: half a grey level of 255. */
    private static final double VISIBLE = 0.5 / 255;

    private static final int NAMED_REGIONS = 8;

    private FillChange() {}

    /** Adds {@code fill-change} (mean change over the image's range) and a verdict where regions do not change. */
    static Diagnostics diagnose(
            PreparedImage image, Segmentation regions, List<Tensor> fills, Diagnostics diagnostics) {
        double[] changes = changes(image, regions, fills);
        int[] areas = regions.areas();
        double all = 0;
        for (int region = 0; region < changes.length; region++) {
            all += changes[region] * areas[region];
        }
        int[] same = IntStream.range(0, changes.length)
                .filter(region -> changes[region] < VISIBLE)
                .toArray();
        Diagnostics more = diagnostics.with("fill-change", all / (regions.width() * regions.height()));
        return same.length == 0 ? more : more.with(verdict(same, changes.length));
    }

    private static String verdict(int[] same, int count) {
        if (same.length == count) {
            return "the fill equals the picture everywhere: hiding regions changes nothing; choose another fill";
        }
        return "the fill equals the picture in " + same.length + " of " + count + " regions ("
                + IntStream.of(same)
                        .limit(NAMED_REGIONS)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "))
                + (same.length > NAMED_REGIONS ? ", …" : "") + "), which therefore cannot speak";
    }

    /** Mean absolute change per region over the image's range; zero for an image of one value filled with itself. */
    private static double[] changes(PreparedImage image, Segmentation regions, List<Tensor> fills) {
        PixelPlanes planes = PixelPlanes.of(image);
        int[] ids = regions.ids();
        int[] areas = regions.areas();
        double[] changes = new double[regions.count()];
        for (Tensor fill : fills) {
            for (int channel = 0; channel < planes.channels(); channel++) {
                for (int pixel = 0; pixel < ids.length; pixel++) {
                    int index = planes.index(channel, pixel);
                    changes[ids[pixel]] += Math.abs(image.tensor().at(index) - fill.at(index));
                }
            }
        }
        double range = range(image.tensor());
        for (int region = 0; region < changes.length; region++) {
            double mean = changes[region] / ((double) areas[region] * planes.channels() * fills.size());
            changes[region] = mean == 0 ? 0 : range > 0 ? mean / range : 1;
        }
        return changes;
    }

    private static double range(Tensor tensor) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < tensor.size(); i++) {
            min = Math.min(min, tensor.at(i));
            max = Math.max(max, tensor.at(i));
        }
        return max - min;
    }
}
