package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.baseline.Baseline;
import xai4j.evaluate.GivenAttribution;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.evaluate.Metric;
import xai4j.evaluate.Metrics;
import xai4j.evaluate.TruthMask;
import xai4j.explain.Target;
import xai4j.gradient.Saliency;
import xai4j.image.PreparedImage;
import xai4j.io.Npy;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.onnx.graph.TestModels;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The numbers of RISE's, Captum's and Quantus' own code on cnn_gap; the manifest of the goldens has their formulas. */
class MetricsGoldenTest {
    @TempDir
    private static Path folder;

    private static Model model;

    @BeforeAll
    static void open() {
        model = Models.load(TestModels.golden("models/cnn_gap.onnx"));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Tensor golden(String name) {
        return Npy.readFloat(TestModels.golden("metrics/" + name + ".npy"));
    }

    private static PreparedImage image(int number) {
        Tensor all = Npy.readFloat(TestModels.golden("cnn_gap/input.npy"));
        return PreparedImage.ofTensor(
                all.row(number), model.spec().input(), model.spec().preprocessing());
    }

    private static int target(int number) {
        return Npy.readInt(TestModels.golden("cnn_gap/target.npy")).values()[number];
    }

    private static Judged judged(int number, String attribution) {
        PreparedImage image = image(number);
        Tensor mask = golden("mask").row(number);
        return new Judged(
                        GivenAttribution.map(golden(attribution).row(number), image, model, target(number)),
                        0,
                        image,
                        model)
                .withTruth(TruthMask.of(32, 32, (x, y) -> mask.at(y * 32 + x) > 0));
    }

    @ParameterizedTest
    @CsvSource({
        "pointing-game, attribution, q_pointing_game, 0",
        "pointing-game, attribution_rolled, q_pointing_game_rolled, 0",
        "relevance-mass, attribution, q_relevance_mass, 1e-6",
        "relevance-mass, attribution_rolled, q_relevance_mass_rolled, 1e-6",
        "relevance-rank, attribution, q_relevance_rank, 1e-7",
        "top-k-intersection, attribution, q_topk_intersection, 1e-7",
        "auc, attribution, q_auc, 1e-6",
        "sparseness, attribution, q_sparseness, 1e-5",
        "entropy, attribution, q_complexity, 1e-5",
        "effective-complexity, attribution, q_effective_complexity, 0",
        "infidelity, infid_attribution, infidelity, 2e-5",
        "infidelity-normalized, infid_attribution, infidelity_normalized, 2e-5"
    })
    void aNumberIsTheReference(String metric, String attribution, String reference, double tolerance) {
        Metric chosen = Metrics.named(metric);
        if (metric.startsWith("infidelity")) {
            for (int i = 0; i < 3; i++) {
                assertThat(infidelity(chosen, i)).isCloseTo(golden(reference).at(i), within(tolerance));
            }
            return;
        }
        for (int i = 0; i < 3; i++) {
            assertThat(chosen.measure(judged(i, attribution)))
                    .as("%s of image %d", metric, i)
                    .isCloseTo(golden(reference).at(i), within(tolerance));
        }
    }

    @Test
    void theSignOfAnAttributionCountsWhereItIsAsked() {
        for (int i = 0; i < 3; i++) {
            assertThat(Metrics.named("auc").set("sign", "signed").measure(judged(i, "attribution")))
                    .isCloseTo(golden("q_auc_signed").at(i), within(1e-6));
        }
    }

    /** The perturbations of one image are one slice of the file, which holds those of all. */
    private static double infidelity(Metric metric, int number) {
        Path noise = noise("infid_noise", number);
        return metric.set("noise", noise.toString()).measure(judged(number, "infid_attribution"));
    }

    private static Path noise(String name, int number) {
        Tensor all = golden(name);
        int size = 3 * 32 * 32;
        Tensor own = Tensor.zeros(Shape.of(10, 3, 32, 32));
        for (int i = 0; i < own.size(); i++) {
            own.set(i, all.row(i / size).row(number).at(i % size));
        }
        Path file = folder.resolve(name + number + ".npy");
        Npy.write(own, file);
        return file;
    }

    /** The golden is of the signed gradient, which {@code saliency} gives when it is told not to drop signs; magnitudes are steadier. */
    @Test
    void maxSensitivityIsThatOfCaptum() {
        Metric metric = Metrics.named("max-sensitivity");
        for (int i = 0; i < 3; i++) {
            Saliency signed = Explainers.saliency((DifferentiableModel) model)
                    .absolute(false)
                    .target(Target.index(target(i)));
            Judged judged = new Judged(signed.explain(image(i)), 0, image(i), model).withExplainer(signed);
            double found =
                    metric.set("noise", noise("sens_noise", i).toString()).measure(judged);
            assertThat(found).isCloseTo(golden("sensitivity_max").at(i), within(1e-6));
        }
    }

    @Test
    void deletionIsThatOfRise() {
        curve("deletion", "rise_del_curve", "rise_del_auc");
    }

    @Test
    void insertionIsThatOfRiseOnItsOwnBlur() {
        curve("insertion", "rise_ins_curve", "rise_ins_auc");
    }

    private static void curve(String name, String curve, String area) {
        for (int i = 0; i < 3; i++) {
            Measured found = Metrics.named(name).evaluate(judged(i, "attribution"));
            Tensor reference = golden(curve).row(i);
            assertThat(found.curve()).hasSize(33);
            for (int point = 0; point < 33; point++) {
                assertThat(found.curve().get(point)).isCloseTo(reference.at(point), within(2e-5));
            }
            assertThat(found.value()).isCloseTo(golden(area).at(i), within(1e-5));
            assertThat(found.at().get(0)).isZero();
            assertThat(found.at().get(32)).isEqualTo(1);
        }
    }

    @Test
    void pixelFlippingIsThatOfQuantus() {
        for (int i = 0; i < 3; i++) {
            Measured found = Metrics.named("pixel-flipping").evaluate(judged(i, "attribution"));
            Tensor reference = golden("q_pixel_flipping").row(i);
            double[] points = IntStream.range(0, 32).mapToDouble(reference::at).toArray();
            for (int point = 0; point < 32; point++) {
                assertThat(found.curve().get(point)).isCloseTo(points[point], within(2e-5));
            }
        }
    }

    @Test
    void theBlurOfRiseIsItsOwn() {
        for (int i = 0; i < 3; i++) {
            Tensor blurred = Baseline.riseBlur().checkedImages(image(i), 0).get(0);
            Tensor reference = golden("blurred").row(i);
            for (int at = 0; at < reference.size(); at++) {
                assertThat(blurred.at(at)).isCloseTo(reference.at(at), within(1e-6f));
            }
        }
    }
}
