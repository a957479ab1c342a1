package xai4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

class ImageFolderTest {
    @TempDir
    private Path root = Path.of("");

    @Test
    void classesAndImagesComeInAlphabeticalOrder() throws IOException {
        put("owl/b.png", 0x0000FF);
        put("owl/a.PNG", 0x00FF00);
        put("crow/x/deep.png", 0xFF0000);
        Files.createFile(root.resolve("owl/notes.txt"));
        Files.createFile(root.resolve("owl/.hidden.png"));
        ImageFolder folder = ImageFolder.of(root);
        assertThat(folder.labels()).containsExactly("crow", "owl");
        assertThat(folder.size()).isEqualTo(3);
        assertThat(folder.name(0)).isEqualTo("crow/x/deep.png");
        assertThat(folder.name(1)).isEqualTo("owl/a.PNG");
        assertThat(folder.label(0)).isZero();
        assertThat(folder.label(2)).isEqualTo(1);
        assertThat(folder.image(2).getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x0000FF);
    }

    @Test
    void unreadableImagesAreListedAndCanBeLeftOut() throws IOException {
        put("owl/a.png", 0);
        Files.writeString(root.resolve("owl/broken.png"), "no image");
        ImageFolder folder = ImageFolder.of(root);
        assertThat(folder.unreadable()).containsExactly("owl/broken.png");
        assertThat(folder.without(folder.unreadable()).size()).isEqualTo(1);
        assertThatThrownBy(() -> folder.image(1)).hasMessageContaining("broken.png");
        Files.delete(root.resolve("owl/a.png"));
        ImageFolder broken = ImageFolder.of(root);
        assertThatThrownBy(() -> broken.without(broken.unreadable()))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("no readable image")
                .hasMessageContaining("owl/broken.png");
        put("crow/a.png", 0);
        ImageFolder oneClass = ImageFolder.of(root);
        assertThatThrownBy(() -> oneClass.without(oneClass.unreadable()))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("no readable image of class \"owl\"");
    }

    @Test
    void foldersThatHoldNothingAreRefused() throws IOException {
        assertThatThrownBy(() -> ImageFolder.of(root)).hasMessageContaining("no sub-folders");
        Files.createDirectory(root.resolve("owl"));
        assertThatThrownBy(() -> ImageFolder.of(root)).hasMessageContaining("no images");
        assertThatThrownBy(() -> ImageFolder.of(root.resolve("missing"))).hasMessageContaining("cannot be read");
    }

    @Test
    void aClassWithoutImagesIsRefusedByItsName() throws IOException {
        put("owl/a.png", 0);
        Files.createDirectories(root.resolve("crow/below"));
        assertThatThrownBy(() -> ImageFolder.of(root))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("has no images for class \"crow\"");
        put("crow/below/b.png", 0);
        assertThat(ImageFolder.of(root).labels()).containsExactly("crow", "owl");
    }

    @Test
    void linkedFoldersAndImagesAreFollowed(@TempDir Path elsewhere) throws IOException {
        put("owl/a.png", 0x0000FF);
        Files.createDirectories(elsewhere.resolve("corvids/below"));
        Files.copy(root.resolve("owl/a.png"), elsewhere.resolve("corvids/below/b.png"));
        link("crow", elsewhere.resolve("corvids"));
        link("owl/linked", elsewhere.resolve("corvids/below"));
        ImageFolder folder = ImageFolder.of(root);
        assertThat(IntStream.range(0, folder.size()).mapToObj(folder::name))
                .containsExactly("crow/below/b.png", "owl/a.png", "owl/linked/b.png");
        assertThat(folder.image(0).getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x0000FF);
    }

    @Test
    void aLinkThatLeadsBackIsRefused() throws IOException {
        put("owl/a.png", 0);
        link("owl/back", root.resolve("owl"));
        assertThatThrownBy(() -> ImageFolder.of(root))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("owl cannot be read: its links lead in a circle (")
                .hasMessageContaining("back)");
    }

    private void link(String name, Path to) throws IOException {
        try {
            Files.createSymbolicLink(root.resolve(name), to);
        } catch (FileSystemException | UnsupportedOperationException e) {
            assumeTrue(false, "links cannot be made here: " + e.getMessage());
        }
    }

    @Test
    void oneClassIsNothingToTellApart() throws IOException {
        put("owl/a.png", 0);
        put("owl/b.png", 0);
        assertThatThrownBy(() -> ImageFolder.of(root).requireSeveralClasses())
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("all 2 images are of one class, \"owl\"");
        put("crow/c.png", 0);
        ImageFolder.of(root).requireSeveralClasses();
    }

    private void put(String name, int color) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 12; i++) {
            image.setRGB(i % 4, i / 4, color);
        }
        Png.write(image, file);
    }
}
