package xai4j.examples.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.evaluate.audit.Finding;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdWorld;
import xai4j.model.DifferentiableModel;

class CleverHansTrialTest {
    private static final Finding SNOW = new Finding(BirdWorld.SNOW_BIRD, List.of(0), 1, 0.75, 1e-9, "");
    private static final Finding OTHER = new Finding(0, List.of(0), 0.5, 0.6, 1e-3, "");

    @TempDir
    private Path folder;

    private static CleverHansTrial.Outcome outcome(Finding... findings) {
        return new CleverHansTrial.Outcome("biased", 3, 200, 199, List.of(findings), List.of(), Optional.empty());
    }

    @Test
    void onlyTheSnowBirdAloneCounts() {
        assertThat(outcome(SNOW).namesTheSnowBirdAlone()).isTrue();
        assertThat(outcome(SNOW, OTHER).namesTheSnowBirdAlone()).isFalse();
        assertThat(outcome(OTHER).namesTheSnowBirdAlone()).isFalse();
        assertThat(outcome().namesTheSnowBirdAlone()).isFalse();
        CleverHansTrial trial = new CleverHansTrial(BirdWorld.training(1, 12), true, 0);
        assertThat(trial.row(outcome(SNOW, OTHER)))
                .isEqualTo(
                        "| 3 | biased | 99.5 % | barred tarrel, amber reedling | 100 %, 50 % | 75 %, 60 % | not asked |");
        assertThat(trial.row(outcome())).endsWith("| – | – | – | not asked |");
    }

    @Test
    void theSnowIsFoundByTheShareOfItsAnswersAndByItsConcept() {
        BirdWorld world = BirdWorld.training(2, 144).side(96).biased();
        try (DifferentiableModel model = Models.load(BirdSample.BIASED_CNN.copyTo(folder), DifferentiableModel.class)) {
            CleverHansTrial.Outcome outcome =
                    new CleverHansTrial(world, true, 3).run(Explainers.gradCam(model), "biased", 2);

            assertThat(outcome.namesTheSnowBirdAlone()).isTrue();
            assertThat(outcome.findings().get(0).share()).isGreaterThan(0.9);
            assertThat(outcome.offObject()).containsExactly("barred tarrel");
            assertThat(outcome.snow().orElseThrow().importance()).isGreaterThan(0.6);
        }
    }
}
