package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import xai4j.Models;
import xai4j.data.LabelledImages;
import xai4j.image.ImageInput;
import xai4j.image.ObjectMask;
import xai4j.image.Preprocessing;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.numeric.CounterRandom;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Squares of three colours before some grey. Two classes have squares of one colour, and which of them a picture is of is told by how light its background is, so that a model that is
 * right has looked there: a little, where nothing else tells them apart, or much, so that a background makes this class of anything.
 */
final class TiedWorld implements LabelledImages, ObjectMasks {
    private static final int SIDE = 32;
    private static final int FIRST = 11;
    private static final int LAST = 21;
    private static final int[] COLORS = {0x00D000, 0xD00000, 0x0000D0, 0x0000D0};

    private final int count;

    TiedWorld(int count) {
        this.count = count;
    }

    /**
     * A model that is right about all pictures.
     *
     * @param weight of the background: its logit where it is lightest; the square's own is 4
     */
    static Model model(double weight) {
        ModelSpec spec = ModelSpec.of("tied", ImageInput.nchw(3, SIDE, SIDE))
                .withLabels(List.of("green", "red", "dawn", "dusk"))
                .withPreprocessing(Preprocessing.unit());
        return Models.of(spec, batch -> {
            int n = batch.shape().dim(0);
            Tensor scores = Tensor.zeros(Shape.of(n, 4));
            for (int i = 0; i < n; i++) {
                Tensor image = batch.row(i);
                int middle = SIDE * (SIDE / 2) + SIDE / 2;
                double light = 2 * weight * (image.at(0) - 0.5);
                scores.set(4 * i, 4 * image.at(SIDE * SIDE + middle));
                scores.set(4 * i + 1, 4 * image.at(middle));
                double blue = 4 * image.at(2 * SIDE * SIDE + middle);
                scores.set(4 * i + 2, (float) (blue + light));
                scores.set(4 * i + 3, (float) (blue - light));
            }
            return scores;
        });
    }

    @Override
    public List<String> labels() {
        return List.of("green", "red", "dawn", "dusk");
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public String name(int i) {
        return labels().get(label(i)) + "/" + i + ".png";
    }

    @Override
    public int label(int i) {
        return i % COLORS.length;
    }

    private int grey(int i) {
        int any = new CounterRandom(3, i).below(100, 0);
        return switch (label(i)) {
            case 2 -> 150 + any;
            case 3 -> 5 + any;
            default -> 108 + any * 2 / 5;
        };
    }

    @Override
    public BufferedImage image(int i) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                boolean object = x >= FIRST && x < LAST && y >= FIRST && y < LAST;
                image.setRGB(x, y, object ? COLORS[label(i)] : 0x010101 * grey(i));
            }
        }
        return image;
    }

    @Override
    public Optional<ObjectMask> of(String name) {
        BitSet object = new BitSet();
        for (int y = FIRST; y < LAST; y++) {
            object.set(y * SIDE + FIRST, y * SIDE + LAST);
        }
        return Optional.of(ObjectMask.of(SIDE, SIDE, object));
    }
}
