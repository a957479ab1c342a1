package xai4j.onnx.train.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.explain.Progress;
import xai4j.model.LoadOptions;
import xai4j.numeric.EpochSelection;
import xai4j.numeric.ScoreLoss;
import xai4j.numeric.Validation;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureExtraction;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.HeadExport;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.onnx.train.PictureViews;
import xai4j.onnx.train.SmallBackbone;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class FineTuningTest {
    private static final SmallBackbone.Squares PICTURES = new SmallBackbone.Squares(6, 1);
    private static final TuningPlan PLAN =
            TuningPlan.usual(6).withRates(3e-3, 3e-3).withSoftness(0.1, 1);

    @TempDir
    private Path folder = Path.of("");

    /** The file with a linear head, and maps of the layer above which it is tuned. */
    private record Start(Path file, FrozenFeatures maps) {}

    private Start start() {
        Path file = SmallBackbone.convolutional(folder, 1);
        Path headed = folder.resolve("headed.onnx");
        try (Backbone last = Backbone.open(file, LoadOptions.defaults());
                Backbone low = Backbone.open(file, LoadOptions.defaults(), "relu1")) {
            FrozenFeatures pooled =
                    FeatureExtraction.of(last, FeatureKind.POOLED).compute(PICTURES, Progress.SILENT);
            HeadExport.write(last, LinearHeadFit.fit(pooled), pooled.labels(), headed);
            return new Start(
                    headed,
                    FeatureExtraction.of(low, FeatureKind.MAPS)
                            .views(new PictureViews(3, 1))
                            .compute(PICTURES, Progress.SILENT));
        }
    }

    private static List<double[]> weights(TunableNetwork network) {
        return network.weightNames().stream().map(network::weight).toList();
    }

    @Test
    void theLossFallsAndTheFileIsTheTunedNetwork() {
        Start start = start();
        try (TunableNetwork network = TunableNetwork.open(start.file(), "relu1")) {
            assertThat(network.weightNames()).contains("w2").doesNotContain("w1", "b1");
            List<Double> losses = new ArrayList<>();
            FineTuning.of(network, TuningPlan.usual(40).withRates(3e-3, 3e-3))
                    .onEpoch(epoch -> losses.add(epoch.loss()))
                    .run(start.maps());
            assertThat(losses).hasSize(40);
            assertThat(losses.get(39)).isLessThan(losses.get(0) - 0.1);
            Path tuned = folder.resolve("tuned.onnx");
            network.write(tuned);
            try (OnnxModel model = OnnxModel.open(tuned, LoadOptions.defaults())) {
                assertThat(model.spec().labels()).containsExactly("red", "green", "blue");
                Tensor scores =
                        model.predict(model.spec().prepare(PICTURES.image(2)).batch());
                double[] logs = network.logProbabilities(start.maps().maps(2).row(0));
                for (int k = 1; k < 3; k++) {
                    assertThat(scores.at(k) - (double) scores.at(0)).isCloseTo(logs[k] - logs[0], within(1e-4));
                }
            }
        }
    }

    @Test
    void anInterruptedTrainingComesToTheSameBits() {
        Start start = start();
        Path checkpoint = folder.resolve("checkpoint.zip");
        List<double[]> straight;
        try (TunableNetwork network = TunableNetwork.open(start.file(), "relu1")) {
            FineTuning.of(network, PLAN).run(start.maps());
            straight = weights(network);
        }
        try (TunableNetwork network = TunableNetwork.open(start.file(), "relu1")) {
            assertThatThrownBy(() -> FineTuning.of(network, PLAN)
                            .checkpoint(checkpoint)
                            .onEpoch(epoch -> {
                                if (epoch.epoch() == 3) {
                                    throw new IllegalStateException("interrupted");
                                }
                            })
                            .run(start.maps()))
                    .hasMessage("interrupted");
        }
        try (TunableNetwork network = TunableNetwork.open(start.file(), "relu1")) {
            List<Integer> epochs = new ArrayList<>();
            FineTuning.of(network, PLAN)
                    .checkpoint(checkpoint)
                    .onEpoch(epoch -> epochs.add(epoch.epoch()))
                    .run(start.maps());
            assertThat(epochs).containsExactly(4, 5, 6);
            List<double[]> resumed = weights(network);
            for (int w = 0; w < straight.size(); w++) {
                assertThat(resumed.get(w)).containsExactly(straight.get(w));
            }
        }
    }

    /** A loss of the scores runs back as it is: cross-entropy as the graph's own, another one as its differences say. */
    @Test
    void anotherLossOfTheScoresHasItsOwnGradient() {
        Start start = start();
        ScoreLoss squares = new ScoreLoss() {
            @Override
            public double differentiate(double[] scores, int label) {
                double sum = 0;
                for (int k = 0; k < scores.length; k++) {
                    double error = scores[k] - (k == label ? 1 : 0);
                    sum += error * error / 2;
                    scores[k] = error;
                }
                return sum;
            }

            @Override
            public double curvature() {
                return 1;
            }
        };
        List<Tensor> inputs =
                List.of(start.maps().maps(0).row(0), start.maps().maps(7).row(0));
        try (TunableNetwork plain = TunableNetwork.open(start.file(), "relu1");
                TunableNetwork same = TunableNetwork.open(start.file(), "relu1", ScoreLoss.CROSS_ENTROPY);
                TunableNetwork other = TunableNetwork.open(start.file(), "relu1", squares)) {
            List<double[]> targets = List.of(plain.target(0, 0.1), plain.target(1, 0));
            TunableNetwork.Gradient expected = plain.gradient(inputs, targets);
            TunableNetwork.Gradient found = same.gradient(inputs, targets);
            assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-6));
            assertThat(same.logProbabilities(inputs.get(0)))
                    .containsExactly(plain.logProbabilities(inputs.get(0)), within(1e-5));
            for (int w = 0; w < expected.gradients().size(); w++) {
                assertThat(found.gradients().get(w))
                        .containsExactly(expected.gradients().get(w), within(1e-5));
            }
            double[] weight = other.weight("w2");
            double gradient = other.gradient(inputs, targets)
                    .gradients()
                    .get(other.weightNames().indexOf("w2"))[5];
            double[] losses = new double[2];
            for (int side = 0; side < 2; side++) {
                double[] moved = weight.clone();
                moved[5] += side == 0 ? -1e-2 : 1e-2;
                other.set("w2", moved);
                losses[side] = other.gradient(inputs, targets).loss();
            }
            assertThat(gradient).isCloseTo((losses[1] - losses[0]) / 2e-2, within(1e-3));
        }
    }

    /** Pictures that were trained on under exchanged labels get worse with every epoch, so that an early one is kept. */
    @Test
    void theBestEpochIsKeptAlsoByARunThatGoesOn() {
        Start start = start();
        FrozenFeatures held = start.maps().relabelled(label -> (label + 1) % 3);
        EpochSelection patient = new EpochSelection(EpochSelection.Keep.BEST, 3);
        Path checkpoint = folder.resolve("checkpoint.zip");
        List<List<double[]>> after = new ArrayList<>();
        List<Validation> seen = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (TunableNetwork network = TunableNetwork.open(start.file(), "relu1")) {
                FineTuning.of(network, PLAN)
                        .validated(held, patient)
                        .checkpoint(checkpoint)
                        .onEpoch(epoch -> {
                            after.add(weights(network));
                            seen.add(epoch.validation().orElseThrow());
                        })
                        .run(start.maps());
                int best = EpochSelection.best(seen);
                assertThat(seen).hasSize(Math.min(6, best + 4));
                for (int w = 0; w < after.get(best).size(); w++) {
                    assertThat(weights(network).get(w))
                            .containsExactly(after.get(best).get(w));
                }
            }
        }
        try (TunableNetwork network = TunableNetwork.open(start.file(), "relu1")) {
            FineTuning last = FineTuning.of(network, PLAN).checkpoint(checkpoint);
            assertThatThrownBy(() -> last.run(start.maps())).hasMessageContaining("is of another training");
        }
    }

    @Test
    void aCheckpointOfAnotherTrainingOrCutShortIsRefused() throws IOException {
        Start start = start();
        Path checkpoint = folder.resolve("checkpoint.zip");
        try (TunableNetwork network = TunableNetwork.open(start.file(), "relu1")) {
            FineTuning.of(network, PLAN).checkpoint(checkpoint).run(start.maps());
            FineTuning other = FineTuning.of(network, PLAN.withSeed(5)).checkpoint(checkpoint);
            assertThatThrownBy(() -> other.run(start.maps()))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("is of another training");
            byte[] bytes = Files.readAllBytes(checkpoint);
            Files.write(checkpoint, java.util.Arrays.copyOf(bytes, bytes.length - 100));
            FineTuning same = FineTuning.of(network, PLAN).checkpoint(checkpoint);
            assertThatThrownBy(() -> same.run(start.maps()))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("is damaged");
        }
    }
}
