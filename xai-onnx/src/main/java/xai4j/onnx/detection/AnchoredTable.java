package xai4j.onnx.detection;

import java.util.Objects;
import xai4j.model.detection.ActivatedScores;
import xai4j.model.detection.ActivatedScores.Activation;
import xai4j.model.detection.BoxCoding;
import xai4j.model.detection.CandidateScores;
import xai4j.model.detection.DetectionHead;
import xai4j.model.detection.RawTable;

/**
 * A map {@code [anchors · fields, cells]}: candidates go anchor by anchor, so that their numbers do not lie at one step.
 *
 * @param cells cells of the map
 * @param fields numbers per anchor: box, objectness, classes
 */
record AnchoredTable(int cells, int fields) {
    private static final int OBJECTNESS = 4;

    /** All anchors' candidates. */
    DetectionHead head(int columns, int rows, double width, double height, double[][] anchors) {
        BoxCoding coding = BoxCoding.anchoredCells(columns, rows, width, height, anchors);
        ActivatedScores one = ActivatedScores.classes(
                        RawTable.columns(0, cells).from(OBJECTNESS + 1), fields - OBJECTNESS - 1, Activation.SOFTMAX)
                .timesObjectness(RawTable.columns(0, cells).from(OBJECTNESS), Activation.SIGMOID, 1, 1);
        RawTable boxes = RawTable.columns(0, cells);
        return new DetectionHead(
                cells * anchors.length,
                boxes,
                (raw, table, c) -> coding.box(raw, shifted(table, c), c),
                new Anchored(one));
    }

    /** A table in which candidate c stands where its anchor's block has it. */
    private RawTable shifted(RawTable table, int c) {
        return new RawTable(
                table.offset() + c / cells * (fields * cells - cells), table.candidateStep(), table.fieldStep());
    }

    private final class Anchored implements CandidateScores {
        private final ActivatedScores one;

        Anchored(ActivatedScores one) {
            this.one = one;
        }

        private ActivatedScores at(int candidate) {
            RawTable objectness = Objects.requireNonNull(one.objectness());
            return ActivatedScores.classes(shifted(one.classes(), candidate), one.count(), one.activation())
                    .timesObjectness(shifted(objectness, candidate), one.objectnessActivation(), 1, 1);
        }

        @Override
        public int count() {
            return one.count();
        }

        @Override
        public double score(float[] raw, int candidate, int index) {
            return at(candidate).score(raw, candidate, index);
        }

        @Override
        public double probability(float[] raw, int candidate, int index) {
            return at(candidate).probability(raw, candidate, index);
        }

        @Override
        public double objectness(float[] raw, int candidate) {
            return at(candidate).objectness(raw, candidate);
        }

        @Override
        public void addGradient(float[] raw, int candidate, int index, double factor, float[] weights) {
            at(candidate).addGradient(raw, candidate, index, factor, weights);
        }
    }
}
