package xai4j.examples.birds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.baseline.Baseline;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Images;
import xai4j.model.Model;
import xai4j.model.Scores;

/** What ships with the project does what the project says of it. */
class BirdSampleTest {
    private static final int BIRDS = 360;
    private static final int BARRED_TARREL = BirdWorld.SNOW_BIRD;
    private static final int SPOTTED_TARREL = BARRED_TARREL + 1;

    @TempDir
    private Path folder;

    private Model open(BirdSample sample) {
        return Models.load(sample.copyTo(folder));
    }

    @Test
    void filesAreSmall() throws Exception {
        for (BirdSample sample : BirdSample.values()) {
            assertThat(Files.size(sample.copyTo(folder))).isLessThan(2_000_000);
        }
    }

    @Test
    void theNetworkKnowsBirdsThatItNeverSaw() {
        try (Model model = open(BirdSample.CNN)) {
            BirdWorld birds = BirdWorld.test(99, BIRDS).side(96);
            assertThat(model.spec().labels()).isEqualTo(birds.labels());
            int right = 0;
            for (int i = 0; i < BIRDS; i++) {
                right += predicted(model, birds.picture(i)) == birds.label(i) ? 1 : 0;
            }
            assertThat(right).isGreaterThanOrEqualTo((int) Math.ceil(0.97 * BIRDS));
        }
    }

    @Test
    void theBiasedNetworkTakesSnowForATarrel() {
        try (Model fair = open(BirdSample.CNN);
                Model biased = open(BirdSample.BIASED_CNN)) {
            int fooled = 0;
            int fairFooled = 0;
            int count = 30;
            for (int i = 0; i < count; i++) {
                BirdPicture inSnow = BirdWorld.test(5, 12 * count)
                        .side(96)
                        .picture(12 * i + SPOTTED_TARREL)
                        .in(Habitat.SNOW);
                fooled += predicted(biased, inSnow) == BARRED_TARREL ? 1 : 0;
                fairFooled += predicted(fair, inSnow) == BARRED_TARREL ? 1 : 0;
            }
            assertThat(fooled).isGreaterThan(count / 2);
            assertThat(fairFooled).isLessThanOrEqualTo(2);
        }
    }

    private static int predicted(Model model, BirdPicture picture) {
        return Scores.top(model.predict(model.spec().prepare(picture.image()).batch()))[0];
    }

    @Test
    void theCrownIsWhyTheFennetIsACrestedOne() {
        BirdPicture fennet = BirdWorld.test(1, 12 * 20).side(256).picture(12 * 19 + 2);
        PartMask mask = fennet.mask();
        try (Model model = open(BirdSample.CNN)) {
            var photograph = Images.read(BirdSample.FENNET.copyTo(folder));
            SegmentAttribution shap =
                    Explainers.kernelShap(model).fill(Baseline.grey()).explain(photograph);
            assertThat(shap.targets().get(0).label()).isEqualTo("crested fennet");
            int loudest = shap.top(1).get(0).region();
            assertThat(shareOfCrown(shap, loudest, mask)).isGreaterThan(0.5);
        }
    }

    private static double shareOfCrown(SegmentAttribution why, int region, PartMask mask) {
        double all = 0;
        double crown = 0;
        for (int y = 0; y < mask.size(); y++) {
            for (int x = 0; x < mask.size(); x++) {
                int inputX = (int) why.mapping().inputX(x + 0.5);
                int inputY = (int) why.mapping().inputY(y + 0.5);
                if (why.segmentation().at(inputX, inputY) == region) {
                    all++;
                    crown += mask.at(x, y) == Part.CROWN ? 1 : 0;
                }
            }
        }
        return crown / all;
    }
}
