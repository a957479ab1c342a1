package xai4j.djl.prototype;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import xai4j.data.LabelledImages;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.explain.Progress;

/** Grey noise with a red or a blue spot somewhere: what tells the classes apart has a place. */
record Spots(int size, long seed, List<String> labels) implements LabelledImages {
    static final int SIDE = 32;
    private static final int SPOT = 8;

    static Spots of(int size, long seed) {
        return new Spots(size, seed, List.of("red", "blue"));
    }

    static ImageBatches batches(int size, long seed, Network network) {
        return ImageBatches.read(of(size, seed), network.spec(), Progress.SILENT);
    }

    /** Few parameters, maps of 8×8, and a view of 7×7 pixels at each place. */
    static Block backbone() {
        return new SequentialBlock()
                .add(convolution(8))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock())
                .add(convolution(16))
                .add(BatchNorm.builder().build())
                .add(Activation.reluBlock());
    }

    private static Conv2d convolution(int filters) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(3, 3))
                .optPadding(new Shape(1, 1))
                .optStride(new Shape(2, 2))
                .build();
    }

    @Override
    public String name(int i) {
        return labels.get(label(i)) + "/" + i;
    }

    @Override
    public int label(int i) {
        return i % 2;
    }

    Rectangle spot(int i) {
        Random random = new Random(seed * 1000 + i);
        return new Rectangle(random.nextInt(SIDE - SPOT), random.nextInt(SIDE - SPOT), SPOT, SPOT);
    }

    @Override
    public BufferedImage image(int i) {
        Random random = new Random(seed * 1000 + i + 500);
        Rectangle spot = spot(i);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int grey = 100 + random.nextInt(56);
                image.setRGB(x, y, spot.contains(x, y) ? label(i) == 0 ? 0xD02020 : 0x2020D0 : grey * 0x010101);
            }
        }
        return image;
    }
}
