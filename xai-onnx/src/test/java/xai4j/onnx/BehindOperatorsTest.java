package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.LrpComposite;
import xai4j.onnx.graph.TestModels;

/** Standard operators that few people use, between the picture and the last map. */
class BehindOperatorsTest {
    private static OnnxModel open(String name) {
        return OnnxModel.open(TestModels.resource("operators/" + name + ".onnx"), LoadOptions.defaults());
    }

    /** No rule of ours knows the shape of what MaxUnpool gives; the engine is asked. */
    @ParameterizedTest
    @CsvSource({"hardmax, Hardmax", "unpool, MaxUnpool"})
    void whatHasNoDerivativeIsNamedAndGradCamBehindItWorks(String file, String operator) {
        try (OnnxModel model = open(file)) {
            Layer map = model.lastSpatialLayer().orElseThrow();

            assertThat(map.operator()).isEqualTo(operator);
            assertThat(model.obstacle(map, BackwardRule.GRADIENT)).isEmpty();
            assertThat(model.obstacle(Layer.INPUT, BackwardRule.GRADIENT))
                    .contains("the operator " + operator + " (z) cannot be differentiated: it has no rule");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attention23",
                "centercrop18",
                "clip_dynamic",
                "convtranspose_output_shape",
                "gridsample20",
                "pad_dynamic",
                "rmsnorm23",
                "swish24"
            })
    void theseHaveGradientsAllTheWay(String file) {
        try (OnnxModel model = open(file)) {
            assertThat(model.lastSpatialLayer()).isPresent();
            assertThat(model.obstacle(Layer.INPUT, BackwardRule.GRADIENT)).isEmpty();
        }
    }

    /** Fused operators are written out; whoever is told of a part must see what it is a part of. */
    @Test
    void aPartThatIsRefusedNamesTheWhole() {
        try (OnnxModel model = open("attention23")) {
            String obstacle = model.obstacle(Layer.INPUT, new BackwardRule.Lrp(LrpComposite.epsilonPlus()))
                    .orElseThrow();

            assertThat(obstacle)
                    .startsWith("the operator Softmax (xai4j/Attention a/")
                    .endsWith("it has no LRP rule");
        }
    }
}
