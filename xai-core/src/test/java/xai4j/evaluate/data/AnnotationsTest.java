package xai4j.evaluate.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.evaluate.TruthMask;
import xai4j.image.Box;
import xai4j.image.PixelMapping;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

class AnnotationsTest {
    /** Rows 2 to 4, columns 3 to 8 of a picture that is wider than high. */
    private static final TruthMask BOX = TruthMask.of(12, 6, new Box(2, 5, 3, 9));

    @TempDir
    private Path folder = Path.of("");

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void cocoBoxesAndPolygons() throws IOException {
        Annotations boxes = Annotations.read(write("boxes.json", """
                {"images": [{"id": 7, "file_name": "train/a.jpg", "width": 12, "height": 6}],
                 "annotations": [{"image_id": 7, "bbox": [3, 2, 6, 3]}]}"""));
        assertThat(boxes.of(Path.of("elsewhere/a.jpg")).orElseThrow().get()).isEqualTo(BOX);
        assertThat(boxes.of(Path.of("b.jpg"))).isEmpty();
        Annotations polygons = Annotations.read(write("polygons.json", """
                {"images": [{"id": 7, "file_name": "a.jpg", "width": 12, "height": 6}],
                 "annotations": [{"image_id": 7, "bbox": [0, 0, 12, 6], "segmentation": [[3,2, 9,2, 9,5, 3,5]]}]}"""));
        assertThat(polygons.of(Path.of("a.jpg")).orElseThrow().get()).isEqualTo(BOX);
    }

    @Test
    void pascalBoxesCountFromOneWithBothEnds() throws IOException {
        write("a.xml", """
                <annotation><size><width>12</width><height>6</height></size>
                <object><bndbox><xmin>4</xmin><ymin>3</ymin><xmax>9</xmax><ymax>5</ymax></bndbox></object></annotation>""");
        assertThat(Annotations.read(folder)
                        .of(Path.of("pictures/a.jpg"))
                        .orElseThrow()
                        .get())
                .isEqualTo(BOX);
    }

    @Test
    void masksAreFoundByTheNameOfThePictureAndByATable() throws IOException {
        BufferedImage drawn = new BufferedImage(12, 6, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 72; i++) {
            drawn.getRaster().setSample(i % 12, i / 12, 0, BOX.holds(i) ? 1 : 0);
        }
        Png.write(drawn, folder.resolve("a.png"));
        assertThat(Annotations.read(folder).of(Path.of("a.jpg")).orElseThrow().get())
                .isEqualTo(BOX);
        Path table = write("birds.csv", "file,mask,species\npictures/a.jpg,a.png,tarrel\n");
        assertThat(Annotations.read(table)
                        .of(folder.resolve("pictures/a.jpg"))
                        .orElseThrow()
                        .get())
                .isEqualTo(BOX);
    }

    @Test
    void aMaskFollowsThePictureIntoTheModelsInput() {
        // every second pixel of the photograph, from its column 2 on
        TruthMask seen = BOX.onInput(new PixelMapping(2, 2, 0, 2), 5, 3);
        assertThat(seen).isEqualTo(TruthMask.of(5, 3, (x, y) -> y == 1 && x < 3));
    }

    @Test
    void whatIsNoAnnotationIsRefusedInWords() throws IOException {
        Path list = write("list.json", "[1, 2]");
        Path broken = write("broken.json", "{\"images\": [");
        Path table = write("table.csv", "picture,label\n");
        Path text = write("notes.txt", "?");
        for (Path path : new Path[] {list, broken, table, text, folder.resolve("missing.json")}) {
            assertThatExceptionOfType(XaiException.class)
                    .isThrownBy(() -> Annotations.read(path))
                    .withMessageContaining(path.getFileName().toString());
        }
        write("a.xml", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><annotation>&e;</annotation>");
        var annotation = Annotations.read(folder).of(Path.of("a.jpg")).orElseThrow();
        assertThatExceptionOfType(XaiException.class)
                .isThrownBy(annotation::get)
                .withMessageContaining("a.xml");
    }
}
