package xai4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

class CifarPicturesTest {
    @TempDir
    private Path root = Path.of("");

    @Test
    void theClassIsInTheName() throws IOException {
        put("test/0_ship.png");
        put("test/1_cat.png");
        put("test/10_cat.png");
        CifarPictures pictures = CifarPictures.of(root.resolve("test"));
        assertThat(pictures.labels()).containsExactly("cat", "ship");
        assertThat(pictures.size()).isEqualTo(3);
        assertThat(pictures.name(1)).isEqualTo("10_cat.png");
        assertThat(pictures.label(0)).isEqualTo(1);
        assertThat(pictures.label(1)).isZero();
        assertThat(pictures.image(0).getWidth()).isEqualTo(32);
    }

    @Test
    void theClassIsTheFolder() throws IOException {
        put("train/ship/a.png");
        put("train/cat/b.png");
        CifarPictures pictures = CifarPictures.of(root.resolve("train"));
        assertThat(pictures.labels()).containsExactly("cat", "ship");
        assertThat(pictures.name(0)).isEqualTo("cat/b.png");
        assertThat(pictures.label(1)).isEqualTo(1);
    }

    @Test
    void labelsBesideDecideTheOrder() throws IOException {
        Files.writeString(root.resolve("labels.txt"), "ship\nfrog\ncat\n");
        put("train/ship/a.png");
        put("test/0_cat.png");
        assertThat(CifarPictures.of(root.resolve("train")).label(0)).isZero();
        CifarPictures test = CifarPictures.of(root.resolve("test"));
        assertThat(test.labels()).containsExactly("ship", "frog", "cat");
        assertThat(test.label(0)).isEqualTo(2);
        put("test/1_owl.png");
        assertThatThrownBy(() -> CifarPictures.of(root.resolve("test")))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("1_owl.png")
                .hasMessageContaining("ship, frog, cat");
    }

    @Test
    void foldersThatHoldNothingAreRefused() throws IOException {
        assertThatThrownBy(() -> CifarPictures.of(root.resolve("none")))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("missing or has no pictures");
        put("test/picture.png");
        assertThatThrownBy(() -> CifarPictures.of(root.resolve("test"))).hasMessageContaining("N_class.png");
    }

    @Test
    void realPicturesHaveTheTenClasses() {
        Path folder = Path.of(System.getProperty("xai4j.shared", "none")).resolve("real/cifar/test100");
        Assumptions.assumeTrue(Files.isDirectory(folder), "the CIFAR pictures are not here");
        CifarPictures pictures = CifarPictures.of(folder);
        assertThat(pictures.size()).isEqualTo(100);
        assertThat(pictures.labels())
                .containsExactly(
                        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
        assertThat(pictures.unreadable()).isEmpty();
    }

    private void put(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Png.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), file);
    }
}
