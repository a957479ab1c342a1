package xai4j.evaluate.concept;

import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;

/** A piece of a picture with what the network says of it. */
final class Piece {
    private final CutPicture cut;
    private final CropGrid.Box box;
    private final float[] values;
    private final float[] earlier;

    /**
     * A piece.
     *
     * @param cut the picture
     * @param box where it lies
     * @param values the mean of each channel over its map
     * @param earlier the same in an earlier layer; empty where there is none
     */
    Piece(CutPicture cut, CropGrid.Box box, float[] values, float... earlier) {
        this.cut = cut;
        this.box = box;
        this.values = values;
        this.earlier = earlier;
    }

    CutPicture cut() {
        return cut;
    }

    /** The mean of each channel over its map. */
    float[] values() {
        return values;
    }

    /** The same in an earlier layer; empty where there is none. */
    float[] earlier() {
        return earlier;
    }

    /** The share of the piece that the object covers; not a number where it is not known. */
    double onObject() {
        return cut.mask()
                .map(mask -> box.covered(mask, cut.width(), cut.height()))
                .orElse(Double.NaN);
    }

    /** Its pixels, read again. */
    BufferedImage of(LabelledImages images) {
        return box.of(images.image(cut.index()));
    }

    ConceptCrop crop(double strength) {
        return new ConceptCrop(
                cut.index(),
                cut.name(),
                (double) box.left() / cut.width(),
                (double) box.top() / cut.height(),
                (double) (box.left() + box.width()) / cut.width(),
                (double) (box.top() + box.height()) / cut.height(),
                strength);
    }

    /** Positions of the pieces in which something is strongest, one of each picture. */
    static List<Integer> strongest(List<Piece> pieces, ToDoubleFunction<Integer> strength, int most) {
        Set<Integer> shown = new HashSet<>();
        return IntStream.range(0, pieces.size())
                .boxed()
                .filter(i -> strength.applyAsDouble(i) > 0)
                .sorted(Comparator.comparingDouble(i -> -strength.applyAsDouble(i)))
                .filter(i -> shown.add(pieces.get(i).cut().index()))
                .limit(most)
                .toList();
    }
}
