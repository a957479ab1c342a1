package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.nn.Block;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.train.Augmentation;
import xai4j.djl.train.ImageBatches;
import xai4j.djl.train.Network;
import xai4j.model.ModelException;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeMatches;
import xai4j.prototype.Prototypes;

/** A network that was made in Python and saved as TorchScript becomes the backbone of a prototype network and is fine-tuned. */
class TorchScriptBackboneTest {
    private static final ProtoPNetPlan PLAN =
            new ProtoPNetPlan(1, 7, 1, 8, 1e-2, 3e-3, 0.8, 0.08, 1e-4, 0, 0, Augmentation.NONE, 7);

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
        Network.threads(1);
    }

    /** The reference CNN of the tests, ending at its last feature map. */
    private Path maps() throws IOException {
        Path file = folder.resolve("maps.pt");
        try (ZipFile from = new ZipFile("src/test/resources/goldens/models/cnn_gap.script.pt");
                OutputStream out = Files.newOutputStream(file);
                ZipOutputStream to = new ZipOutputStream(out)) {
            for (ZipEntry entry : java.util.Collections.list(from.entries())) {
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                if (entry.getName().contains("/refmodels/")) {
                    bytes = new String(bytes, StandardCharsets.UTF_8)
                            .replace("return (fc).forward(_3, )", "return x2")
                            .getBytes(StandardCharsets.UTF_8);
                }
                ZipEntry stored = new ZipEntry(entry.getName().replace("cnn_gap.script/", "maps/"));
                CRC32 sum = new CRC32();
                sum.update(bytes);
                stored.setMethod(ZipEntry.STORED);
                stored.setSize(bytes.length);
                stored.setCrc(sum.getValue());
                to.putNextEntry(stored);
                to.write(bytes);
            }
        }
        return file;
    }

    private static Model loaded(Path file) throws IOException, MalformedModelException {
        Model model = Model.newInstance("maps", "PyTorch");
        model.load(file.getParent(), "maps", Map.of("trainParam", "true"));
        return model;
    }

    @Test
    void aModelForInferenceOnlyAndOtherModelsAreRefused() throws IOException, MalformedModelException {
        Path file = maps();
        try (Model inference = Model.newInstance("maps", "PyTorch");
                Model empty = Model.newInstance("empty", "PyTorch")) {
            inference.load(file.getParent(), "maps");
            assertThatThrownBy(() -> new TorchScriptBackbone(inference))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("maps", "trainParam=true");
            assertThatThrownBy(() -> new TorchScriptBackbone(empty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("empty", "no TorchScript");
        }
    }

    private static ProtoPNet network(Block backbone) {
        return ProtoPNet.initialised(
                "spots", backbone, Spots.SIDE, List.of("red", "blue"), PrototypeLayout.perClass(2, 2, 8), 3);
    }

    private static Map<String, float[]> weights(Block block) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        block.getParameters().forEach(pair -> {
            if (pair.getKey().endsWith("weight")) {
                weights.put(pair.getKey(), pair.getValue().getArray().toFloatArray());
            }
        });
        return weights;
    }

    @Test
    void itIsTrainedResumedAndExplained() throws IOException, MalformedModelException {
        Path file = maps();
        try (Model one = loaded(file);
                Model other = loaded(file);
                ProtoPNet network = network(new TorchScriptBackbone(one));
                ProtoPNet again = network(new TorchScriptBackbone(other))) {
            Map<String, float[]> before = weights(one.getBlock());
            ImageBatches train = Spots.batches(64, 1, network.network());
            ProtoPNetTraining.Result result =
                    ProtoPNetTraining.of(network, PLAN).in(folder).run(train, train);
            Map<String, float[]> after = weights(one.getBlock());
            assertThat(after.keySet()).isEqualTo(before.keySet()).anyMatch(name -> name.contains("conv1"));
            assertThat(Arrays.equals(after.get("conv1.weight"), before.get("conv1.weight")))
                    .isFalse();
            ProtoPNetEpoch last = result.epochs().get(result.epochs().size() - 1);
            assertThat(last.metrics().testAccuracy()).isGreaterThan(0.7);

            assertThat(ProtoPNetTraining.of(again, PLAN).in(folder).run(train, train))
                    .isEqualTo(result);
            assertThat(weights(other.getBlock()).get("conv1.weight")).isEqualTo(after.get("conv1.weight"));
            assertThat(PrototypeDistanceTable.of(again, train, done -> {}).similarities())
                    .isEqualTo(PrototypeDistanceTable.of(network, train, done -> {})
                            .similarities());

            List<Prototype> prototypes =
                    network.layout().classes().stream().map(Prototype::of).toList();
            PrototypeMatches matches = new Prototypes(network.read(prototypes)).explain(train.picture(0));
            assertThat(matches.logit(0)).isCloseTo(matches.targets().get(0).score(), offset(1e-4));
        }
    }

    @Test
    void itCannotBeWrittenAsOnnx() throws IOException, MalformedModelException {
        try (Model model = loaded(maps());
                ProtoPNet network = network(new TorchScriptBackbone(model))) {
            ImageBatches train = Spots.batches(8, 1, network.network());
            assertThatThrownBy(() -> PrototypeExport.write(network, train, List.of(), folder))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("TorchScriptBackbone", "cannot be written as ONNX");
        }
    }
}
