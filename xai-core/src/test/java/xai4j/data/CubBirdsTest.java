package xai4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.data.CubBirds.PartPoint;
import xai4j.image.ImageException;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

class CubBirdsTest {
    private static final String TERN = "002.Sooty_Tern/Tern_0001.png";

    @TempDir
    private Path root = Path.of("");

    @BeforeEach
    void dataset() throws IOException {
        put("classes.txt", "1 001.Auklet\n2 002.Sooty_Tern\n");
        put("images.txt", "1 001.Auklet/Auklet_0001.png\n2 " + TERN + "\n3 001.Auklet/Auklet_0002.png\n");
        put("image_class_labels.txt", "1 1\n2 2\n3 1\n");
        put("train_test_split.txt", "1 0\n2 1\n3 1\n");
        put("bounding_boxes.txt", "1 0.0 0.0 8.0 6.0\n2 2.0 1.0 3.6 9.0\n3 90.0 90.0 5.0 5.0\n");
        put("parts/parts.txt", "1 back\n2 left eye\n");
        put("parts/part_locs.txt", "2 1 4.5 3.0 1\n2 2 0.0 0.0 0\n3 2 5.0 2.0 1\n");
        for (String name : new String[] {"001.Auklet/Auklet_0001.png", TERN, "001.Auklet/Auklet_0002.png"}) {
            Path file = root.resolve("images").resolve(name);
            Files.createDirectories(file.getParent());
            BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
            image.setRGB(2, 1, 0x123456);
            Png.write(image, file);
        }
    }

    @Test
    void theSplitDividesThePhotographs() {
        CubBirds training = CubBirds.training(root);
        assertThat(training.labels()).containsExactly("001.Auklet", "002.Sooty_Tern");
        assertThat(training.size()).isEqualTo(2);
        assertThat(training.name(0)).isEqualTo(TERN);
        assertThat(training.label(0)).isEqualTo(1);
        assertThat(training.label(1)).isZero();
        assertThat(training.image(0).getWidth()).isEqualTo(8);
        assertThat(CubBirds.test(root).size()).isEqualTo(1);
    }

    @Test
    void onlyVisiblePartsCount() {
        CubBirds training = CubBirds.training(root);
        assertThat(training.parts(0)).containsExactly(new PartPoint("back", 4.5, 3));
        assertThat(training.parts(1)).containsExactly(new PartPoint("left eye", 5, 2));
        assertThat(CubBirds.test(root).parts(0)).isEmpty();
    }

    @Test
    void croppingMovesThePartsWithThePicture() {
        CubBirds cropped = CubBirds.training(root).croppedToBoxes();
        BufferedImage image = cropped.image(0);
        assertThat(image.getWidth()).isEqualTo(4);
        assertThat(image.getHeight()).isEqualTo(5);
        assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x123456);
        assertThat(cropped.parts(0)).containsExactly(new PartPoint("back", 2.5, 2));
        assertThatThrownBy(() -> cropped.image(1))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("Auklet_0002.png")
                .hasMessageContaining("outside");
        assertThat(cropped.without(cropped.unreadable()).size()).isEqualTo(1);
    }

    @Test
    void boxesAndPartsAreOptional() throws IOException {
        Files.delete(root.resolve("bounding_boxes.txt"));
        Files.delete(root.resolve("parts/part_locs.txt"));
        CubBirds training = CubBirds.training(root);
        assertThat(training.parts(0)).isEmpty();
        assertThatThrownBy(training::croppedToBoxes).hasMessageContaining("bounding_boxes.txt");
    }

    @Test
    void whatIsMissingOrWrongIsNamedWithItsLine() throws IOException {
        assertRefused("bounding_boxes.txt", "1 0 0 8 6\n2 2 x 3 9\n", "bounding_boxes.txt line 2", "\"x\"");
        assertRefused("bounding_boxes.txt", "1 0 0 8 6\n2 2 1 3\n", "line 2", "5 columns");
        assertRefused("bounding_boxes.txt", "1 0 0 8 6\n2 2 1 3 4\n", "no line for photograph 3");
        dataset();
        assertRefused("image_class_labels.txt", "1 1\n2 9\n3 1\n", "line 2", "class 9 is not in classes.txt");
        dataset();
        assertRefused("images.txt", "1 a.png\n1 b.png\n", "images.txt line 2", "comes twice");
        dataset();
        assertRefused("train_test_split.txt", "1 0\n2 0\n3 0\n", "train_test_split.txt", "no photograph");
        dataset();
        assertRefused("parts/part_locs.txt", "1 7 1 1 1\n", "part 7 is not in parts.txt");
        dataset();
        assertRefused("classes.txt", "\n", "classes.txt is empty");
        Files.delete(root.resolve("classes.txt"));
        assertThatThrownBy(() -> CubBirds.training(root)).hasMessage("there is no " + root.resolve("classes.txt"));
    }

    private void assertRefused(String file, String content, String... words) throws IOException {
        put(file, content);
        assertThatThrownBy(() -> CubBirds.training(root))
                .isInstanceOf(XaiException.class)
                .hasMessageContainingAll(words);
    }

    private void put(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
