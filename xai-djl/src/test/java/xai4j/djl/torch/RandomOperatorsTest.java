package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.djl.Platform;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.backend.BatchChecks;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class RandomOperatorsTest {
    private static final Tensor IMAGES = BatchChecks.noise(Shape.of(3, 3, 8, 8));

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private TorchScriptModel drawing(String value) throws IOException {
        Path file = ArchiveEdit.of("outputs/cpu.pt")
                .code("__torch__.py", text -> text.replace("return _0", "return " + value))
                .write(folder.resolve("net.pt"));
        return TorchScriptModel.open(
                file, LoadOptions.defaults().withInputSize(8, 8).withThreads(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "torch.add(_0, torch.rand_like(_0)) | rand_like",
                "torch.mul(_0, torch.bernoulli(torch.mul(torch.ones_like(_0), 0.5))) | bernoulli",
                "torch.mul(_0, torch.uniform_(torch.zeros_like(_0), 0., 1.)) | uniform",
                "torch.dropout(_0, 0.5, torch.eq(torch.dim(_0), 2)) | dropout"
            })
    void chanceIsNamedAndFrozen(String value, String operator) throws IOException {
        try (TorchScriptModel model = drawing(value)) {
            assertThat(model.remarks()).singleElement().asString().contains(operator, "frozen with seed 0");
            Tensor scores = model.predict(IMAGES);
            assertThat(model.predict(IMAGES)).isEqualTo(scores);
            for (int row = 0; row < 3; row++) {
                assertThat(model.predict(IMAGES.slice(row, row + 1)).row(0)).isEqualTo(scores.row(row));
            }
            Objective first = Objective.classes(Score.LOGIT, new int[3], 5);
            var gradients = model.gradients(IMAGES, first, Set.of(Layer.INPUT), BackwardRule.GRADIENT);
            assertThat(gradients.scores()).isEqualTo(scores);
            assertThat(Objects.requireNonNull(gradients.gradients().get(Layer.INPUT)))
                    .isEqualTo(model.gradients(IMAGES, first, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                            .gradients()
                            .get(Layer.INPUT));
        }
    }

    @Test
    void chanceThatIsNeverTakenIsNotNamed() throws IOException {
        try (TorchScriptModel model = drawing("torch.dropout(_0, 0.5, self.training)")) {
            assertThat(model.remarks()).isEmpty();
        }
        try (TorchScriptModel model = drawing("torch.dropout(_0, 0.5, False)")) {
            assertThat(model.remarks()).isEmpty();
        }
    }
}
