package xai4j.examples.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.birds.Species;
import xai4j.image.ImageInput;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** The evaluation of the models that ship with the project. */
class BirdEvaluationTest {
    @TempDir
    private Path folder = Path.of("");

    private DifferentiableModel open(BirdSample sample) {
        return Models.load(sample.copyTo(folder), DifferentiableModel.class);
    }

    @Test
    void theTruthIsAheadOfGradCamWhichIsAheadOfAMapThatSaysNothing() {
        try (DifferentiableModel model = open(BirdSample.CNN)) {
            EvaluationReport report = BirdEvaluation.of(model, 1, 12).run(List.of(Explainers.gradCam(model)));
            assertThat(report.methods().stream().map(Scorecard::method))
                    .containsExactly("grad-cam", "(truth)", "(area)", "(random)");
            Scorecard gradCam = report.methods().get(0);
            Scorecard truth = report.methods().get(1);
            Scorecard area = report.methods().get(2);
            assertThat(report.accuracy()).isGreaterThan(0.9);
            assertThat(report.mixedPictures()).isGreaterThan(6);
            assertThat(truth.singleDeletion()).isEqualTo(1);
            assertThat(truth.mean()).isGreaterThan(0.9).isGreaterThan(gradCam.mean());
            assertThat(gradCam.mean()).isGreaterThan(area.mean());
            assertThat(area.targetSensitivity()).isZero();
            assertThat(report.table()).contains("grad-cam", "(truth)", "accuracy");
            assertThat(report.baselines().stream().map(Scorecard::method)).containsExactly("(edges)", "(centre)");
            assertThat(report.baselines())
                    .allSatisfy(baseline -> assertThat(baseline.mean()).isLessThan(gradCam.mean()));
            assertThat(report.summaries())
                    .filteredOn(summary -> summary.metric().equals("single-deletion")
                            && summary.method().equals("grad-cam"))
                    .singleElement()
                    .satisfies(summary -> {
                        assertThat(summary.value().mean()).isEqualTo(gradCam.singleDeletion());
                        assertThat(summary.value().low())
                                .isLessThan(summary.value().mean());
                        assertThat(summary.value().high())
                                .isGreaterThan(summary.value().mean());
                    });
        }
    }

    @Test
    void twoRunsGiveTheSameNumbers() {
        try (DifferentiableModel model = open(BirdSample.CNN)) {
            BirdEvaluation evaluation = BirdEvaluation.of(model, 3, 3);
            assertThat(withoutTimes(evaluation.run(List.of(Explainers.saliency(model)))))
                    .isEqualTo(withoutTimes(evaluation.run(List.of(Explainers.saliency(model)))));
        }
    }

    /** Of two methods of which one is chance, the difference is more than chance; a method and itself do not differ. */
    @Test
    void methodsAreComparedOnTheSameBirds() {
        try (DifferentiableModel model = open(BirdSample.CNN)) {
            EvaluationReport report = BirdEvaluation.of(model, 1, 12)
                    .run(List.of(
                            Explainers.gradCam(model),
                            Explainers.eigenCam(model),
                            Explainers.named("hires-cam", model)));
            assertThat(report.differences())
                    .filteredOn(pair -> pair.metric().equals("target-sensitivity"))
                    .hasSize(3)
                    .anySatisfy(pair -> {
                        assertThat(pair.first()).isEqualTo("grad-cam");
                        assertThat(pair.second()).isEqualTo("eigen-cam");
                        assertThat(pair.isSignificant()).isTrue();
                    })
                    .anySatisfy(pair -> {
                        assertThat(pair.second()).isEqualTo("hires-cam");
                        assertThat(pair.isSignificant()).isFalse();
                    });
            assertThat(report.table()).contains("TS may be chance between: grad-cam and hires-cam");
        }
    }

    /** The table without its last column. */
    private static List<String> withoutTimes(EvaluationReport report) {
        return report.table()
                .lines()
                .map(line -> line.replaceAll(" +\\S+$", ""))
                .sorted()
                .toList();
    }

    @Test
    void theBiasedModelDependsOnTheBackgroundMore() {
        assertThat(backgroundIndependence(BirdSample.BIASED_CNN)).isLessThan(backgroundIndependence(BirdSample.CNN));
    }

    private double backgroundIndependence(BirdSample sample) {
        try (Model model = open(sample)) {
            BirdModel birds = new BirdModel(model);
            BirdWorld world = BirdWorld.test(2, 36).side(birds.side());
            return IntStream.range(0, world.size())
                    .mapToObj(i -> new MeasuredTruth(birds, world.picture(i), world.label(i)))
                    .mapToDouble(PartScores::backgroundIndependence)
                    .average()
                    .orElse(0);
        }
    }

    @Test
    void speciesAreFoundByNameInAnyOrder() {
        List<String> labels = new ArrayList<>(Species.ALL.stream()
                .map(species -> species.name().replace(' ', '_'))
                .toList());
        Collections.reverse(labels);
        labels.set(0, labels.get(0).toUpperCase(Locale.ROOT));
        BirdModel model = new BirdModel(model(labels));
        assertThat(model.classOf(0)).isEqualTo(11);
        assertThat(model.classOf(11)).isZero();
        assertThat(model.side()).isEqualTo(64);
        labels.set(3, "penguin");
        assertThatThrownBy(() -> new BirdModel(model(labels)))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("belted quillow");
        assertThatThrownBy(() -> new BirdModel(model(List.of()))).hasMessageContaining("--labels");
    }

    private static Model model(List<String> labels) {
        return Models.of(
                ModelSpec.of("function", ImageInput.nchw(3, 64, 64)).withLabels(labels),
                batch -> Tensor.zeros(Shape.of(batch.shape().dim(0), 12)));
    }
}
