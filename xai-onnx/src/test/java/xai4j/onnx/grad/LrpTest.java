package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.model.BackwardRule;
import xai4j.model.LrpComposite;
import xai4j.onnx.grad.GoldenGradientTest.Golden;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.onnx.graph.ElementType;
import xai4j.tensor.Tensor;

/** LRP against zennit and captum. */
class LrpTest {
    static Stream<Arguments> composites() {
        return Stream.of("cnn_gap/", "cnn_fc/logit/")
                .flatMap(folder -> Stream.of(
                        Arguments.of(folder, "epsilon", LrpComposite.epsilon(1e-6)),
                        Arguments.of(folder, "epsilon_plus", LrpComposite.epsilonPlus()),
                        Arguments.of(folder, "epsilon_plus_flat", LrpComposite.epsilonPlusFlat()),
                        Arguments.of(folder, "epsilon_alpha2_beta1", LrpComposite.epsilonAlpha2Beta1()),
                        Arguments.of(folder, "epsilon_gamma_box", LrpComposite.epsilonGammaBox(-1, 1))));
    }

    @ParameterizedTest
    @MethodSource("composites")
    void compositesMatchZennit(String folder, String name, LrpComposite composite) {
        String model = folder.substring(0, folder.indexOf('/'));
        Golden golden = new Golden(model, model);
        String array = folder.substring(folder.indexOf('/') + 1) + "lrp_zennit_" + name;

        double error = golden.error(array, request(golden, composite));

        assertThat(error).isLessThan(1e-4);
    }

    /** captum starts from the logit and takes BatchNormalization as a layer of its own, which is the same but for ε. */
    @ParameterizedTest
    @CsvSource({"cnn_gap, lrp_captum_epsilon", "cnn_fc, logit/lrp_captum_epsilon"})
    void epsilonFromTheLogitMatchesCaptum(String model, String array) {
        Golden golden = new Golden(model, model);
        GradientGraph graph = GradientGraph.build(request(golden, LrpComposite.epsilon(1e-9)));
        Map<String, Tensor> feeds = new HashMap<>();
        feeds.put("input", golden.array("input"));
        feeds.put(graph.cotangent(), golden.cotangent());
        Tensor logits = GradientRuns.run(graph.graph(), feeds).get(golden.anatomy.logits());
        Tensor start = golden.cotangent();
        for (int i = 0; i < start.size(); i++) {
            start.set(i, start.at(i) * logits.at(i));
        }
        feeds.put(graph.cotangent(), start);
        Tensor relevance = GradientRuns.run(graph.graph(), feeds).get(graph.gradient("input"));
        assertThat(GradientRuns.relativeError(relevance, golden.array(array))).isLessThan(1e-4);
    }

    static Stream<Arguments> conserving() {
        return Stream.of(
                Arguments.of("cnn_gap", LrpComposite.epsilon(1e-9)),
                Arguments.of("cnn_gap", LrpComposite.epsilonPlus()),
                Arguments.of("cnn_gap", LrpComposite.epsilonPlusFlat()),
                Arguments.of("cnn_res_relu", LrpComposite.epsilon(1e-9)));
    }

    @ParameterizedTest
    @MethodSource("conserving")
    void withoutBiasesRelevanceIsConserved(String model, LrpComposite composite) {
        Golden golden = new Golden(model, model + "_folded");
        golden.anatomy
                .graph()
                .initializers()
                .replaceAll((name, tensor) -> tensor.dims().length == 1 && tensor.type() == ElementType.FLOAT
                        ? ConstantTensor.ofFloats(name, tensor.dims(), new float[(int) tensor.size()])
                        : tensor);
        GradientGraph graph = GradientGraph.build(request(golden, composite));
        Tensor relevance = golden.run(graph).get(graph.gradient("input"));
        for (int n = 0; n < relevance.shape().dim(0); n++) {
            double sum = 0;
            for (float value : relevance.row(n).toArray()) {
                sum += value;
            }
            assertThat(sum).isCloseTo(1, Offset.offset(2e-3));
        }
    }

    private static GradientRequest request(Golden golden, LrpComposite composite) {
        return GradientRequest.ofLogits(golden.anatomy, Set.of("input")).under(new BackwardRule.Lrp(composite));
    }
}
