package xai4j.spark;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import xai4j.image.Images;

/** The bird network, and pictures for it: the fennet that ships with the project, each copy a little darker than the one before. */
final class BirdPictures {
    private static final Path BIRDS = Path.of("../xai-examples/src/main/resources/xai4j/examples/birds");
    static final Path MODEL = BIRDS.resolve("bird-cnn.onnx");

    private BirdPictures() {}

    static Path write(Path folder, int count) throws IOException {
        BufferedImage bird = Images.read(BIRDS.resolve("fennet.png"));
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            BufferedImage copy = new BufferedImage(bird.getWidth(), bird.getHeight(), BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < bird.getHeight(); y++) {
                for (int x = 0; x < bird.getWidth(); x++) {
                    copy.setRGB(x, y, darker(bird.getRGB(x, y), 4 * i));
                }
            }
            Files.write(folder.resolve("bird-" + i + ".png"), Images.png(copy));
        }
        return folder;
    }

    private static int darker(int rgb, int by) {
        int red = Math.max(0, (rgb >> 16 & 0xFF) - by);
        int green = Math.max(0, (rgb >> 8 & 0xFF) - by);
        int blue = Math.max(0, (rgb & 0xFF) - by);
        return red << 16 | green << 8 | blue;
    }
}
