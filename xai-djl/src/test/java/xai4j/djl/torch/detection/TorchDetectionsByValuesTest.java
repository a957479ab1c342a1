package xai4j.djl.torch.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.image.ImageInput;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.backend.BatchChecks;
import xai4j.model.detection.BoundingBox;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionLayout;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Outputs whose names say nothing, told by what they hold. */
class TorchDetectionsByValuesTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 300, 300);

    private static Optional<TorchDetections> read(Map<String, Tensor> values, Optional<String> wanted) {
        return TorchDetections.of(values, INPUT, 1, Set.of(), wanted);
    }

    /** NVIDIA/DeepLearningExamples, SSD: ploc [N, 4, 8732], plabel [N, 81, 8732]; the boxes of DJL's PtSsdTranslator. */
    @Test
    void offsetsFromTheDefaultBoxesOfSsd300() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put("0", BatchChecks.noise(Shape.of(1, 4, 8732)));
        values.put("1", BatchChecks.noise(Shape.of(1, 81, 8732)));
        DetectionLayout layout = read(values, Optional.empty()).orElseThrow().layout();
        assertThat(layout.name()).isEqualTo("ssd300");
        assertThat(layout.classes()).isEqualTo(80);
        float[] raw = new float[85 * 8732];
        int candidate = 8732 - 2;
        raw[candidate] = 1; // a tenth of the width to the right
        raw[(4 + 1 + 16) * 8732 + candidate] = 20; // class 16 behind the background
        List<Detection> found = layout.detect(raw);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).index()).isEqualTo(16);
        // the last map has one cell; its last but one box is the lying one: 261 * sqrt(2) by 261 / sqrt(2), cut off at
        // 300
        BoundingBox box = found.get(0).box();
        assertThat(box.right() - box.left()).isCloseTo(300, within(1e-2));
        assertThat(box.bottom() - box.top()).isCloseTo(261 / Math.sqrt(2), within(1e-2));
        assertThat((box.left() + box.right()) / 2).isCloseTo(150 + 30, within(1e-2));
    }

    @Test
    void theScoresStandNextToTheBoxesAndHiddenStatesAreLeftOut() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put("0", BatchChecks.noise(Shape.of(1, 100, 92)));
        Tensor boxes = BatchChecks.noise(Shape.of(1, 100, 4));
        for (int i = 0; i < boxes.size(); i++) {
            boxes.set(i, (float) (1 / (1 + Math.exp(-boxes.at(i)))));
        }
        values.put("1", boxes);
        values.put("2", BatchChecks.noise(Shape.of(1, 100, 256)));
        TorchDetections found = read(values, Optional.empty()).orElseThrow();
        assertThat(found.layout().name()).isEqualTo("detr");
        assertThat(found.layout().classes()).as("a column is no object").isEqualTo(91);
        assertThat(found.outputs()).extracting(ModelOutput::explained).containsExactly(true, true, false);
    }

    @Test
    void offsetsFromUnknownBoxesAreNotTakenForBoxes() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put("loc", BatchChecks.noise(Shape.of(1, 777, 4)));
        values.put("conf", BatchChecks.noise(Shape.of(1, 777, 21)));
        assertThat(read(values, Optional.empty())).isEmpty();
        assertThatThrownBy(() -> read(values, Optional.of("ssd300")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no output holds detections as ssd300")
                .hasMessageContaining("\"loc\"");
    }
}
