package xai4j.djl.train;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import xai4j.data.LabelledImages;

/** Noise, reddish or bluish: two classes that a network learns at once. */
record Tinted(int size, long seed) implements LabelledImages {
    private static final int SIDE = 32;

    @Override
    public List<String> labels() {
        return List.of("red", "blue");
    }

    @Override
    public String name(int i) {
        return "noise " + i;
    }

    @Override
    public int label(int i) {
        return i % 2;
    }

    @Override
    public BufferedImage image(int i) {
        Random random = new Random(seed * 1000 + i);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int high = 96 + random.nextInt(160);
                int low = random.nextInt(160);
                int green = random.nextInt(256);
                image.setRGB(x, y, label(i) == 0 ? high << 16 | green << 8 | low : low << 16 | green << 8 | high);
            }
        }
        return image;
    }
}
