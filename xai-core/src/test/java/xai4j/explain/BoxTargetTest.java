package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.Models;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.model.ScoreFunction;
import xai4j.model.ScoreKind;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.DetectionModel;
import xai4j.model.detection.ListedScores;
import xai4j.model.detection.RawTable;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Boxes of a detector that is any function: corners, score and class of four objects, two of which lie in one place. */
class BoxTargetTest {
    private static final float[] OBJECTS = {
        1, 1, 5, 5, 0.9f, 0, //
        1, 1, 5, 5, 0.8f, 0, //
        1, 1, 5, 5, 0.7f, 1, //
        4, 4, 8, 8, 0.6f, 0
    };

    private static Model detector() {
        RawTable table = RawTable.rows(0, 6);
        DetectionLayout layout = DetectionLayout.listed(
                        "list",
                        4,
                        table,
                        BoxCoding.corners(1, 1),
                        new ListedScores(table.from(4), table.from(5), 2),
                        0.5)
                .withLabels(List.of("dog", "cat"));
        ModelSpec spec = ModelSpec.of("list", ImageInput.nchw(1, 8, 8)).withScores(ScoreKind.OTHER);
        return DetectionModel.of(
                Models.of(spec, batch -> {
                    int rows = batch.shape().dim(0);
                    Tensor all = Tensor.zeros(Shape.of(rows, OBJECTS.length));
                    for (int i = 0; i < all.size(); i++) {
                        all.set(i, OBJECTS[i % OBJECTS.length]);
                    }
                    return all;
                }),
                layout);
    }

    private static List<String> labels(String target) {
        Model model = detector();
        PreparedImage image = PreparedImage.ofTensor(
                Tensor.zeros(Shape.of(1, 8, 8)), model.spec().input(), Preprocessing.unit());
        return Target.parse(target).forModel(model).functions(new TargetContext(model, image, Score.OUTPUT)).stream()
                .map(ScoreFunction::label)
                .toList();
    }

    @Test
    void objectsThatCoincideAreOneAndTheSecondCannotBeMeant() {
        assertThat(labels("boxes")).containsExactly("box 0: dog", "box 2: cat", "box 3: dog");
        assertThat(labels("dog")).containsExactly("box 0: dog", "box 3: dog");
        assertThat(labels("box:2")).as("another class in the same place").containsExactly("box 2: cat");
        assertThatThrownBy(() -> labels("box:1"))
                .hasMessage("box 1 lies where box 0 does, and both are dog: nothing tells them apart; explain box:0");
    }

    @Test
    void whatIsNotThereIsSaidWithWhatIs() {
        assertThatThrownBy(() -> labels("box:4"))
                .hasMessageContaining("there is no box 4")
                .hasMessageContaining("3: dog (0.60)");
        assertThatThrownBy(() -> labels("bird")).hasMessageContaining("no \"bird\" is detected");
        assertThatThrownBy(() -> labels("boxes:0.95")).hasMessageContaining("no detected object meets");
    }

    @Test
    void aPlaceMeansTheObjectThatOverlapsItBest() {
        assertThat(labels("box@5,5,2,2")).containsExactly("box 3: dog");
        assertThat(labels("box@0,0,5,5"))
                .as("the surest of those that coincide")
                .containsExactly("box 0: dog");
        assertThat(labels("box:4.5,5,2.5,3")).as("four numbers").containsExactly("box 3: dog");
        assertThat(labels("box:3,3,6,6")).containsExactly("box 3: dog");
        assertThat(labels("box:0,2,3,2")).as("an object twice is a place").containsExactly("box 0: dog");
        assertThat(Target.boxAt(5, 5, 2, 2)).isEqualTo(Target.parse("box@5.0,5.0,2.0,2.0"));
    }

    @Test
    void fourNumbersOfObjectsStayObjects() {
        assertThatThrownBy(() -> labels("box:3,2,0,1")).hasMessageContaining("box 1 lies where box 0 does");
    }

    @Test
    void aPlaceWithoutAnObjectIsSaidWithThoseThatAreThere() {
        assertThatThrownBy(() -> labels("box@6,0,2,2"))
                .hasMessage(
                        "no detected object overlaps the box (6, 0) to (8, 2); detected are 0: dog (1, 1) to (5, 5), "
                                + "1: dog (1, 1) to (5, 5), 2: cat (1, 1) to (5, 5), 3: dog (4, 4) to (8, 8)");
        assertThatThrownBy(() -> labels("box@1,1,0,5")).hasMessageContaining("this one has no extent");
        for (String wrong : new String[] {"box@1,2,3", "box:1.5", "box@1,2,3,NaN", "box:x", "box@", "box:1,2,3,4,x"}) {
            assertThatThrownBy(() -> Target.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("target \"" + wrong + "\": write box:0");
        }
    }
}
