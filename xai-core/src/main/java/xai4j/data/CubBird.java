package xai4j.data;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import xai4j.data.CubBirds.Box;
import xai4j.data.CubBirds.PartPoint;
import xai4j.image.ImageException;

/** A photograph of Caltech-UCSD Birds with what is known of it. */
record CubBird(
        String file, int label, boolean training, @Nullable Box box, List<PartPoint> parts) {
    /** The part of the photograph in the box, whose edges are rounded to whole pixels. */
    BufferedImage crop(BufferedImage photograph) {
        Box frame = Objects.requireNonNull(box);
        int left = clip(frame.x(), photograph.getWidth());
        int top = clip(frame.y(), photograph.getHeight());
        int width = clip(frame.x() + frame.width(), photograph.getWidth()) - left;
        int height = clip(frame.y() + frame.height(), photograph.getHeight()) - top;
        if (width < 1 || height < 1) {
            throw new ImageException("the box of " + file + " lies outside its photograph");
        }
        BufferedImage crop = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = photograph.getRGB(left, top, width, height, null, 0, width);
        crop.setRGB(0, 0, width, height, pixels, 0, width);
        return crop;
    }

    private static int clip(double edge, int limit) {
        return (int) Math.max(0, Math.min(limit, Math.rint(edge)));
    }

    /** The parts counted from the corner of the cropped photograph. */
    List<PartPoint> partsInBox() {
        Box frame = Objects.requireNonNull(box);
        double left = Math.max(0, Math.rint(frame.x()));
        double top = Math.max(0, Math.rint(frame.y()));
        return parts.stream()
                .map(part -> new PartPoint(part.name(), part.x() - left, part.y() - top))
                .toList();
    }
}
