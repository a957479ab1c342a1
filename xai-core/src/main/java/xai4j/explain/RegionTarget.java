package xai4j.explain;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.image.PreparedImage;
import xai4j.io.Npy;
import xai4j.model.ScoreFunction;
import xai4j.model.segmentation.RegionScore;
import xai4j.model.segmentation.SegmentationLayout;
import xai4j.model.segmentation.SegmentationModel;
import xai4j.tensor.Tensor;

/**
 * A region of a segmentation: the mean score of a class where it is predicted, over a mask, or at a pixel.
 *
 * @param text as on the command line
 * @param label name or position of the class; empty for the class that covers most of the picture
 * @param place {@code @}, followed by a mask's file or a pixel of the photograph; empty for where the class is predicted
 */
record RegionTarget(String text, String label, String place) implements Target {
    static final String PREFIX = "region:";
    private static final String PIXEL = "\\d{1,6},\\d{1,6}";

    /** The class that covers most of the picture. */
    static RegionTarget largest() {
        return new RegionTarget("predicted", "", "");
    }

    /** Where a class is predicted. */
    static RegionTarget ofClass(String label) {
        return new RegionTarget(label, label, "");
    }

    /** Reads {@code region:dog}, {@code region:dog@mask.npy} and {@code region:dog@120,80}. */
    static RegionTarget parse(String text) {
        String rest = text.substring(PREFIX.length());
        int at = rest.indexOf('@');
        return at < 0
                ? new RegionTarget(text, rest, "")
                : new RegionTarget(text, rest.substring(0, at), rest.substring(at + 1));
    }

    /** Whether a file says where the region is. */
    boolean isPlacedByFile() {
        return !place.isEmpty() && !place.matches(PIXEL);
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        SegmentationLayout layout = context.model()
                .as(SegmentationModel.class)
                .map(SegmentationModel::layout)
                .orElseThrow(
                        () -> new IllegalArgumentException("the target " + text + " is a region of a segmentation, and "
                                + context.model().spec().name() + " makes none"));
        int[] predicted = layout.predicted(context.scores());
        int index = label.isEmpty() ? largest(predicted, layout) : index(layout);
        return List.of(
                new RegionScore(layout, index, region(layout, predicted, index, context.image()), layout.label(index)));
    }

    private static int largest(int[] predicted, SegmentationLayout layout) {
        int[] sizes = new int[layout.classes()];
        for (int k : predicted) {
            if (k >= 0) {
                sizes[k]++;
            }
        }
        int best = 0;
        for (int k = 1; k < sizes.length; k++) {
            best = sizes[k] > sizes[best] ? k : best;
        }
        return best;
    }

    private int index(SegmentationLayout layout) {
        return !ClassNames.has(label, layout.labels()) && label.matches("\\d{1,9}")
                ? ClassNames.checked(Integer.parseInt(label), layout.classes())
                : ClassNames.index(label, layout.labels());
    }

    private BitSet region(SegmentationLayout layout, int[] predicted, int index, PreparedImage image) {
        if (place.matches(PIXEL)) {
            return pixel(layout, image);
        }
        if (!place.isEmpty()) {
            return masked(layout, image, Npy.readFloat(Path.of(place)));
        }
        BitSet region = new BitSet();
        IntStream.range(0, predicted.length).filter(i -> predicted[i] == index).forEach(region::set);
        if (region.isEmpty()) {
            String there = IntStream.of(predicted)
                    .filter(k -> k >= 0)
                    .distinct()
                    .mapToObj(layout::label)
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    layout.label(index) + " is predicted nowhere in this picture; predicted are " + there);
        }
        return region;
    }

    private BitSet pixel(SegmentationLayout layout, PreparedImage image) {
        int comma = place.indexOf(',');
        double x = image.mapping().inputX(Integer.parseInt(place.substring(0, comma)) + 0.5)
                / image.input().width();
        double y = image.mapping().inputY(Integer.parseInt(place.substring(comma + 1)) + 0.5)
                / image.input().height();
        if (x < 0 || x >= 1 || y < 0 || y >= 1) {
            throw new IllegalArgumentException("the pixel " + place + " lies outside of what the model sees: columns "
                    + firstPixel(image.mapping().photoX(0)) + " to "
                    + (firstPixel(image.mapping().photoX(image.input().width())) - 1) + " and rows "
                    + firstPixel(image.mapping().photoY(0)) + " to "
                    + (firstPixel(image.mapping().photoY(image.input().height())) - 1) + " of the picture");
        }
        BitSet region = new BitSet();
        int row = (int) (y * layout.height());
        int column = (int) (x * layout.width());
        region.set(row * layout.width() + column);
        return region;
    }

    /** The first pixel whose centre does not lie before a position on the photograph. */
    private static long firstPixel(double position) {
        return Math.max(0, (long) Math.ceil(position - 0.5));
    }

    /**
     * Places whose centres the mask covers. It lies over the model's input, or over the photograph where it has that one's proportions.
     *
     * @throws IllegalArgumentException if it has other proportions, or covers nothing
     */
    private BitSet masked(SegmentationLayout layout, PreparedImage image, Tensor mask) {
        int width = image.input().width();
        int height = image.input().height();
        boolean plane = mask.shape().rank() == 2;
        boolean overInput = plane && (isLike(mask, width, height) || isLike(mask, layout.width(), layout.height()));
        Optional<BufferedImage> photograph =
                image.photograph().filter(picture -> plane && isLike(mask, picture.getWidth(), picture.getHeight()));
        if (!overInput && photograph.isEmpty()) {
            throw new IllegalArgumentException(
                    "the mask " + place + " is " + mask.shape() + "; [" + height + ", " + width
                            + "] (the model's input)"
                            + image.photograph()
                                    .map(picture -> ", [" + picture.getHeight() + ", " + picture.getWidth()
                                            + "] (the photograph)")
                                    .orElse("")
                            + " or the same proportions are expected");
        }
        BitSet region = new BitSet();
        for (int i = 0; i < layout.area(); i++) {
            double x = (i % layout.width() + 0.5) / layout.width();
            int row = i / layout.width();
            double y = (row + 0.5) / layout.height();
            if (!overInput) {
                x = image.mapping().photoX(x * width) / photograph.orElseThrow().getWidth();
                y = image.mapping().photoY(y * height)
                        / photograph.orElseThrow().getHeight();
            }
            region.set(i, x >= 0 && x < 1 && y >= 0 && y < 1 && isSet(mask, x, y));
        }
        if (region.isEmpty()) {
            throw new IllegalArgumentException("the mask " + place + " covers no place of the " + layout.height()
                    + " × " + layout.width() + " that the model scores");
        }
        return region;
    }

    private static boolean isLike(Tensor mask, int width, int height) {
        return (long) mask.shape().dim(1) * height == (long) mask.shape().dim(0) * width;
    }

    private static boolean isSet(Tensor mask, double x, double y) {
        int width = mask.shape().dim(1);
        int row = (int) (y * mask.shape().dim(0));
        int column = (int) (x * width);
        return mask.at(row * width + column) != 0;
    }
}
