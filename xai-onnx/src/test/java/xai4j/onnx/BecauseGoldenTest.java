package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.image.filter.Border;
import xai4j.io.Npy;
import xai4j.model.ActivationModel;
import xai4j.prototype.PrototypeMaps;
import xai4j.prototype.PrototypeMetadata;
import xai4j.prototype.PrototypeNetwork;
import xai4j.prototype.SimilarityFactorAnalysis;
import xai4j.prototype.SimilarityFactors;
import xai4j.prototype.modification.Characteristic;
import xai4j.tensor.Tensor;

/** Local and global reasons of Nauta et al. (2020) through ONNX Runtime. */
class BecauseGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/goldens/explain_prototypes");
    private static final int SIDE = 32;
    private static final int PROTOTYPES = 10;
    /** Of the reference's float32 distances near zero. */
    private static final double NOISE = 1e-3;

    @Test
    void localAndGlobalReasonsMatch() {
        int[] pixels = Npy.readInt(FOLDER.resolve("images_u8.npy")).values();
        int[] nearest = Npy.readInt(FOLDER.resolve("nearest_patch.npy")).values();
        Tensor similarity = Npy.readFloat(FOLDER.resolve("orig_similarity.npy"));
        List<List<SimilarityFactors>> perPrototype = new ArrayList<>();
        for (int p = 0; p < PROTOTYPES; p++) {
            perPrototype.add(new ArrayList<>());
        }
        try (ActivationModel model = PrototypeGoldenTest.open()) {
            PrototypeNetwork network = PrototypeNetwork.of(
                    model, PrototypeGoldenTest.metadata("distances", PrototypeMetadata.Holds.DISTANCES));
            for (int i = 0; i < 6; i++) {
                PreparedImage image = model.spec()
                        .withPreprocessing(Preprocessing.tensorflow())
                        .prepare(picture(pixels, i));
                PrototypeMaps seen = network.compare(image.batch());
                List<SimilarityFactors> reasons = new SimilarityFactorAnalysis(network, Border.WRAP)
                        .of(image, seen.similarities().row(0));
                for (int p = 0; p < PROTOTYPES; p++) {
                    SimilarityFactors because = reasons.get(p);
                    assertThat(because.similarity()).isCloseTo(similarity.get(i, p), within(NOISE));
                    assertThat(because.unchanged()).isCloseTo(0, within(NOISE));
                    assertThat(seen.similarities().row(0).row(p).at(nearest[i * PROTOTYPES + p]))
                            .isCloseTo((float) because.similarity(), within(1e-5f));
                    for (Characteristic characteristic : Characteristic.values()) {
                        assertThat(value(because, characteristic))
                                .as("%s of prototype %d on image %d", characteristic, p, i)
                                .isCloseTo(array("delta", characteristic).get(i, p), within(NOISE));
                    }
                    perPrototype.get(p).add(because);
                }
            }
        }
        for (int p = 0; p < PROTOTYPES; p++) {
            SimilarityFactors global = SimilarityFactorAnalysis.global(perPrototype.get(p));
            for (Characteristic characteristic : Characteristic.values()) {
                assertThat(value(global, characteristic))
                        .isCloseTo(array("global", characteristic).at(p), within(NOISE));
            }
        }
    }

    private static double value(SimilarityFactors because, Characteristic characteristic) {
        return Objects.requireNonNull(because.importance().get(characteristic));
    }

    private static Tensor array(String kind, Characteristic characteristic) {
        String name = kind + "_" + characteristic.name().toLowerCase(Locale.ROOT) + ".npy";
        return Npy.readFloat(FOLDER.resolve(name));
    }

    private static BufferedImage picture(int[] all, int image) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int at = (image * SIDE * SIDE + i) * 3;
            picture.setRGB(i % SIDE, i / SIDE, all[at] << 16 | all[at + 1] << 8 | all[at + 2]);
        }
        return picture;
    }
}
