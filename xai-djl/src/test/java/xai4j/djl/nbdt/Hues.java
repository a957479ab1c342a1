package xai4j.djl.nbdt;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import xai4j.data.LabelledImages;

/** Noisy planes of four hues, two of them warm and two cold. */
record Hues(int size, long seed, List<String> labels) implements LabelledImages {
    static final List<String> LABELS = List.of("red", "orange", "blue", "cyan");
    static final int SIDE = 32;
    private static final float[] HUE = {0f, 0.1f, 0.65f, 0.52f};

    Hues(int size, long seed) {
        this(size, seed, LABELS);
    }

    @Override
    public String name(int i) {
        return "hue " + i;
    }

    @Override
    public int label(int i) {
        return i % labels.size();
    }

    @Override
    public BufferedImage image(int i) {
        Random random = new Random(seed * 1000 + i);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                float saturation = 0.4f + 0.6f * random.nextFloat();
                image.setRGB(x, y, Color.HSBtoRGB(HUE[label(i)], saturation, 0.3f + 0.7f * random.nextFloat()));
            }
        }
        return image;
    }
}
