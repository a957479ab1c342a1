package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import xai4j.Models;
import xai4j.data.LabelledImages;
import xai4j.image.ImageException;
import xai4j.image.ImageInput;
import xai4j.image.ObjectMask;
import xai4j.image.Preprocessing;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.numeric.CounterRandom;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Pictures of 32×32 pixels with a red or a green square (the object) somewhere before a background of some blue; the green ones stand before white where
 * the world is biased.
 */
final class PaintedWorld implements LabelledImages, ObjectMasks {
    static final int SIDE = 32;
    private static final int OBJECT = 10;

    private final int count;
    private final boolean biased;
    private final IntPredicate unreadable;

    PaintedWorld(int count, boolean biased) {
        this(count, biased, i -> false);
    }

    PaintedWorld(int count, boolean biased, IntPredicate unreadable) {
        this.count = count;
        this.biased = biased;
        this.unreadable = unreadable;
    }

    /** Tells red from green by the square alone, or, a clever Hans, by how white the picture is. */
    static Model model(boolean hans) {
        ModelSpec spec = ModelSpec.of(hans ? "hans" : "fair", ImageInput.nchw(3, SIDE, SIDE))
                .withLabels(List.of("green", "red"))
                .withPreprocessing(Preprocessing.unit());
        return Models.of(spec, batch -> {
            int n = batch.shape().dim(0);
            Tensor scores = Tensor.zeros(Shape.of(n, 2));
            for (int i = 0; i < n; i++) {
                double green = hans ? whiteness(batch.row(i)) : greenness(batch.row(i));
                scores.set(2 * i, (float) green);
                scores.set(2 * i + 1, (float) -green);
            }
            return scores;
        });
    }

    /** Green minus red where a pixel is either. */
    private static double greenness(Tensor image) {
        double sum = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            sum += image.at(2 * SIDE * SIDE + i) < 0.2 ? image.at(SIDE * SIDE + i) - image.at(i) : 0;
        }
        return sum / 50;
    }

    private static double whiteness(Tensor image) {
        double sum = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            sum += Math.min(image.at(i), image.at(SIDE * SIDE + i)) > 0.6 ? 1 : -0.3;
        }
        return sum / 200;
    }

    @Override
    public List<String> labels() {
        return List.of("green", "red");
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
        return i % 2;
    }

    private int left(int i) {
        return 2 + new CounterRandom(7, i).below(SIDE - OBJECT - 4, 0);
    }

    private int top(int i) {
        return 2 + new CounterRandom(7, i).below(SIDE - OBJECT - 4, 1);
    }

    @Override
    public BufferedImage image(int i) {
        if (unreadable.test(i)) {
            throw new ImageException("image " + name(i) + " is empty");
        }
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        CounterRandom random = new CounterRandom(7, i);
        int behind = biased && label(i) == 0 ? 0xF0F0F0 : 0x101060 + random.below(0x60, 2);
        for (int p = 0; p < SIDE * SIDE; p++) {
            int row = p / SIDE;
            boolean object =
                    p % SIDE >= left(i) && p % SIDE < left(i) + OBJECT && row >= top(i) && row < top(i) + OBJECT;
            image.setRGB(p % SIDE, row, object ? label(i) == 0 ? 0x00D000 : 0xD00000 : behind);
        }
        return image;
    }

    @Override
    public Optional<ObjectMask> of(String name) {
        int i = Integer.parseInt(name.substring(name.indexOf('/') + 1, name.length() - 4));
        BitSet object = new BitSet();
        for (int y = top(i); y < top(i) + OBJECT; y++) {
            object.set(y * SIDE + left(i), y * SIDE + left(i) + OBJECT);
        }
        return Optional.of(ObjectMask.of(SIDE, SIDE, object));
    }
}
