package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.djl.train.Augmentation;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.image.Images;
import xai4j.model.LoadOptions;
import xai4j.onnx.OnnxModel;
import xai4j.prototype.BoxRule;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeFile;
import xai4j.prototype.PrototypeMatch;
import xai4j.prototype.PrototypeMatches;
import xai4j.prototype.PrototypeMetadata;
import xai4j.prototype.Prototypes;
import xai4j.tensor.XaiException;

class PrototypeExportTest {
    private static final ProtoPNetPlan PLAN =
            new ProtoPNetPlan(1, 2, 1, 8, 1e-2, 3e-3, 0.8, 0.08, 1e-4, 0, 0, Augmentation.NONE, 7);
    /** log((0 + 1) / (0 + 10⁻⁴)), less what the rounding of the distance to itself takes. */
    private static final double SIMILARITY_TO_ITSELF = 9.2;

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        Network.threads(1);
    }

    private static ProtoPNet network() {
        return ProtoPNet.initialised(
                "spots", Spots.backbone(), Spots.SIDE, List.of("red", "blue"), PrototypeLayout.perClass(2, 2, 8), 3);
    }

    @Test
    void theExportedNetworkFindsEachPrototypeInThePictureThatItCameFrom() {
        try (ProtoPNet network = network()) {
            ImageBatches train = Spots.batches(32, 1, network.network());
            ProtoPNetTraining.Result result =
                    ProtoPNetTraining.of(network, PLAN).run(train, train);
            List<Prototype> prototypes = PrototypeExport.write(network, train, result.patches(), folder);
            PrototypeMetadata metadata = PrototypeFile.read(folder.resolve(PrototypeFile.NAME));
            assertThat(metadata.prototypes()).isEqualTo(prototypes);
            assertThat(metadata.vectors()).contains(network.vectors());
            try (OnnxModel model = OnnxModel.open(folder.resolve(PrototypeExport.MODEL), LoadOptions.defaults())) {
                Prototypes explainer = new Prototypes(model).matches(4).box(95, BoxRule.PEAK);
                for (int p = 0; p < prototypes.size(); p++) {
                    Prototype prototype = prototypes.get(p);
                    int number = p;
                    PrototypeMatches matches = explainer.explain(Images.read(folder.resolve(prototype.image())));
                    PrototypeMatch own = matches.matches().get(0).stream()
                            .filter(match -> match.prototype() == number)
                            .findFirst()
                            .orElseThrow();
                    assertThat((double) own.similarity()).isCloseTo(SIMILARITY_TO_ITSELF, offset(0.1));
                    assertThat(own.patch().box()).isEqualTo(prototype.box());
                    assertThat(own.box()).isEqualTo(prototype.box().orElseThrow());
                    assertThat(prototype.source())
                            .isEqualTo(
                                    train.images().name(result.patches().get(p).image()));
                    assertThat(matches.logit(0))
                            .isCloseTo(matches.targets().get(0).score(), offset(1e-4));
                }
            }
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (ProtoPNet network = network()) {
            ImageBatches train = Spots.batches(8, 1, network.network());
            assertThatThrownBy(() -> PrototypeExport.write(network, train, List.of(), file))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
