package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Models;
import xai4j.model.ActivationModel;
import xai4j.model.DifferentiableModel;
import xai4j.model.InterventionModel;
import xai4j.model.MaskedPrediction;
import xai4j.model.ModelException;

class LoadAtLevelTest {
    @TempDir
    private Path folder;

    private Path network(String lastOperator) throws IOException {
        Path file = folder.resolve(lastOperator + ".onnx");
        SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "N", 3, 4, 4)
                .node("Relu", "image", "map")
                .node("ReduceMean", "map", "mean", SmallModel.numbers("axes", 2, 3), SmallModel.number("keepdims", 0))
                .node(lastOperator, "mean", "scores")
                .output("scores")
                .write(file);
        return file;
    }

    @Test
    void aFileIsOpenedAtTheLevelThatIsWanted() throws IOException {
        Path file = network("Relu");

        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class)) {
            assertThat(model.as(InterventionModel.class)).isPresent();
            assertThat(model.as(MaskedPrediction.class)).isPresent();
        }
    }

    @Test
    void aLevelThatTheFileDoesNotHaveIsRefusedWithTheReason() throws IOException {
        Path file = network("Hardmax");

        assertThatThrownBy(() -> Models.load(file, DifferentiableModel.class))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(file + " cannot be used as DifferentiableModel: ")
                .hasMessageContaining("Hardmax");
        try (ActivationModel model = Models.load(file, ActivationModel.class)) {
            assertThat(model.layers()).isNotEmpty();
        }
    }
}
