package xai4j.evaluate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.image.ImageException;
import xai4j.image.ObjectMask;
import xai4j.model.Model;
import xai4j.render.Pixels;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

/** Where objects are, in every form in which annotation tools write it: each says columns 4 to 20, rows 8 to 16 of a picture of 40×32. */
class ObjectMasksTest {
    @TempDir
    private Path temp;

    private Path pictures;

    @BeforeEach
    void picture() throws IOException {
        pictures = Files.createDirectories(temp.resolve("data"));
        Files.createDirectories(pictures.resolve("dog"));
        Png.write(Pixels.paper(40, 32, 0x808080), pictures.resolve("dog/rex.png"));
    }

    private Path annotations(String kind) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(kind));
        return switch (kind) {
            case "coco box" -> Files.writeString(folder.resolve("instances.json"), """
                    {"images": [{"id": 7, "file_name": "dog/rex.png", "width": 40, "height": 32}],
                     "annotations": [{"image_id": 7, "category_id": 1, "bbox": [4, 8, 16, 8]}]}
                    """);
            case "coco outline" -> Files.writeString(folder.resolve("instances.json"), """
                    {"images": [{"id": 7, "file_name": "rex.png", "width": 40, "height": 32}],
                     "annotations": [{"image_id": 7, "segmentation": [[4, 8, 20, 8, 20, 16, 4, 16]], "bbox": [0, 0, 40, 32]}]}
                    """);
            case "voc" -> Files.writeString(folder.resolve("rex.xml"), """
                            <annotation><size><width>40</width><height>32</height></size><object><name>dog</name>
                            <bndbox><xmin>5</xmin><ymin>9</ymin><xmax>20</xmax><ymax>16</ymax></bndbox></object></annotation>
                            """).getParent();
            case "masks" -> {
                int[] pixels = new int[40 * 32];
                for (int i = 0; i < pixels.length; i++) {
                    int row = i / 40;
                    pixels[i] = i % 40 >= 4 && i % 40 < 20 && row >= 8 && row < 16 ? 0xFFFFFF : 0;
                }
                Png.write(Pixels.picture(pixels, 40, 32), folder.resolve("rex.png"));
                yield folder;
            }
            default -> {
                annotations("masks");
                yield Files.writeString(
                        temp.resolve("birds.csv"), "file,mask,species\ndata/dog/rex.png,masks/rex.png,dog\n");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"coco box", "coco outline", "voc", "masks", "table"})
    void everyFormSaysTheSame(String kind) throws IOException {
        ObjectMasks masks = ObjectMasks.annotated(annotations(kind), pictures);

        ObjectMask mask = masks.of("dog/rex.png").orElseThrow();

        assertThat(mask.box().orElseThrow()).containsExactly(new double[] {0.1, 0.25, 0.5, 0.5}, within(1e-12));
        assertThat(mask.area()).isEqualTo(0.1, within(1e-12));
        assertThat(masks.of("dog/unknown.png")).isEmpty();
        assertThat(masks.source()).contains(temp.toString());
    }

    @Test
    void oneDamagedAnnotationIsOnePictureThatCannotBeAudited() throws IOException {
        Path voc = annotations("voc");
        Files.writeString(voc.resolve("green.xml"), "<annotation><size>");
        PaintedWorld world = new PaintedWorld(4, false);
        ObjectMasks damaged = ObjectMasks.annotated(voc, pictures);
        assertThatThrownBy(() -> damaged.of("dog/green.png"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("green.xml");
        try (Model model = PaintedWorld.model(false)) {
            AuditResult result = Audit.by(Explainers.occlusion(model))
                    .masks(name -> name.endsWith("/2.png") ? damaged.of("dog/green.png") : world.of(name))
                    .run(world);
            assertThat(result.failures()).extracting(AuditFailure::name).containsExactly("green/2.png");
            assertThat(result.pictures()).hasSize(3);
        }
    }

    @Test
    void whatIsNoAnnotationIsRefusedAndMasksOfAnotherSourceAreNotGoneOnWith() throws IOException {
        assertThatThrownBy(() -> ObjectMasks.annotated(temp.resolve("nowhere.json"), pictures))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("there are no annotations at");
        Path text = Files.writeString(temp.resolve("notes.txt"), "none");
        assertThatThrownBy(() -> ObjectMasks.annotated(text, pictures)).hasMessageContaining("COCO's .json");
        Path file = temp.resolve("progress.jsonl");
        PaintedWorld world = new PaintedWorld(4, false);
        ObjectMask all = ObjectMask.of(1, 1, BitSet.valueOf(new long[] {1}));
        try (Model model = PaintedWorld.model(false)) {
            Audit audit = Audit.by(Explainers.occlusion(model));
            for (String source : List.of("one", "other")) {
                ObjectMasks masks = new KnownMasks(source, name -> Optional.of(all));
                if (source.equals("one")) {
                    assertThatThrownBy(() -> audit.masks(masks)
                                    .onProgress((done, of) -> {
                                        throw new CancellationException("stop");
                                    })
                                    .run(world, file))
                            .isInstanceOf(CancellationException.class);
                } else {
                    assertThatThrownBy(() -> audit.masks(masks).run(world, file))
                            .hasMessageContaining("is of another audit");
                }
            }
        }
    }
}
