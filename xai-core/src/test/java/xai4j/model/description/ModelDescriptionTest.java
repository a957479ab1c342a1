package xai4j.model.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.image.ChannelOrder;
import xai4j.image.Interpolation;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.model.ScoreKind;

/** What the files and notes of well-known tools say. */
class ModelDescriptionTest {
    @TempDir
    Path temp = Path.of("");

    private Path model() {
        return temp.resolve("model.onnx");
    }

    private void put(String name, String content) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void ultralyticsNotesItsNamesAsPythonWritesThem() {
        ModelDescription said = ModelDescription.ofNotes(Map.of(
                "names", "{0: 'red', 1: \"navy's dark\", 2: 'it\\'s'}", "task", "classify", "imgsz", "[96, 64]"));
        assertThat(said.labels(3)).containsExactly("red", "navy's dark", "it's");
        assertThat(said.task()).isEqualTo("classify");
        Preprocessing pictures = said.preprocessing().orElseThrow();
        assertThat(pictures.normalise(0, 255)).isEqualTo(1f);
        assertThat(pictures.resizeMode()).isEqualTo(ResizeMode.CROP);
        assertThat(pictures.cropRatio()).isEqualTo(1);
        assertThat(pictures.defaultSize()).isEqualTo(96);
    }

    @Test
    void aDetectorsNotesSayItsTaskAndNothingOfPictures() {
        ModelDescription said =
                ModelDescription.ofNotes(Map.of("names", "{0: 'a'}", "task", "detect", "imgsz", "[640, 640]"));
        assertThat(said.task()).isEqualTo("detect");
        assertThat(said.preprocessing()).isEmpty();
    }

    @Test
    void kerasHubSaysScaleAndOffsetByItselfOrInATasksPreprocessor() throws IOException {
        String converter =
                "{'class_name': 'CLIPImageConverter', 'config': {'image_size': [224, 224], 'scale': [0.0145984, 0.0150077, 0.01422],"
                        + " 'offset': [-1.7922625, -1.752097, -1.48022], 'interpolation': 'bicubic', 'crop_to_aspect_ratio': true}}";
        String task =
                "{'class_name': 'ResNetImageClassifierPreprocessor', 'config': {'image_converter': " + converter + "}}";
        for (String name : new String[] {"image_converter.json", "preprocessor.json"}) {
            put(name, (name.startsWith("image") ? converter : task).replace('\'', '"'));
            Preprocessing said =
                    ModelDescription.beside(model()).preprocessing().orElseThrow();
            assertThat(said.normalise(0, 200)).isCloseTo(200 * 0.0145984f - 1.7922625f, within(1e-5f));
            assertThat(said.normalise(2, 17)).isCloseTo(17 * 0.01422f - 1.48022f, within(1e-5f));
            assertThat(said.interpolation()).isEqualTo(Interpolation.BICUBIC);
            assertThat(said.resizeMode()).isEqualTo(ResizeMode.CROP);
            assertThat(said.cropRatio()).isEqualTo(1);
            Files.delete(temp.resolve(name));
        }
        put(
                "image_converter.json",
                "{\"class_name\": \"SAMImageConverter\", \"config\": {\"scale\": 0.5, \"offset\": null,"
                        + " \"crop_to_aspect_ratio\": false}}");
        Preprocessing said = ModelDescription.beside(model()).preprocessing().orElseThrow();
        assertThat(said.normalise(1, 10)).isCloseTo(5, within(1e-5f));
        assertThat(said.resizeMode()).isEqualTo(ResizeMode.SQUASH);
    }

    @Test
    void theModelZooKeepsOneListOfNamesForAllNetworksOfATask() throws IOException {
        put("classification/synset.txt", "n01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus\n");
        put("classification/resnet/model/resnet18-v1-7.onnx", "");
        Path model = temp.resolve("classification/resnet/model/resnet18-v1-7.onnx");
        assertThat(ModelDescription.beside(model).labels(2))
                .containsExactly("tench, Tinca tinca", "goldfish, Carassius auratus");
        assertThat(ModelDescription.beside(model).labels(1000)).isEmpty();
        put("classification/resnet/other/resnet18-v1-7.onnx", "");
        assertThat(ModelDescription.beside(temp.resolve("classification/resnet/other/resnet18-v1-7.onnx"))
                        .labels(2))
                .isEmpty();
    }

    @Test
    void theModelZooKeepsWhatANetworkNeedsInAFolderBesideIt() throws IOException {
        put("lite/model/lite.onnx", "");
        put("lite/dependencies/labels_map.txt", "{\"0\": \"tench, Tinca tinca\", \"1\": \"goldfish\"}");
        assertThat(ModelDescription.beside(temp.resolve("lite/model/lite.onnx")).labels(2))
                .containsExactly("tench, Tinca tinca", "goldfish");
    }

    @Test
    void aNumberOfWordNetBelongsToANameUnlessEachHasOne() throws IOException {
        put("labels.txt", "n01440764 tench\nn0 goldfish\n");
        assertThat(ModelDescription.beside(model()).labels(2)).containsExactly("n01440764 tench", "n0 goldfish");
    }

    @Test
    void notesMayBeJsonOrListed() {
        assertThat(ModelDescription.ofNotes(Map.of("classes", "cat,dog, bird")).labels(3))
                .containsExactly("cat", "dog", "bird");
        assertThat(ModelDescription.ofNotes(Map.of("labels", "cat\ndog\n")).labels(2))
                .containsExactly("cat", "dog");
        assertThat(ModelDescription.ofNotes(Map.of("class_names", "['cat', 'dog']"))
                        .labels(2))
                .containsExactly("cat", "dog");
        assertThat(ModelDescription.ofNotes(Map.of("id2label", "{\"1\": \"dog\", \"0\": \"cat\"}"))
                        .labels(2))
                .containsExactly("cat", "dog");
        Preprocessing pictures = ModelDescription.ofNotes(Map.of("mean", "(0.5, 0.4, 0.3)", "std", "[0.2, 0.2, 0.1]"))
                .preprocessing()
                .orElseThrow();
        assertThat(pictures.normalise(2, 255)).isEqualTo(7f);
    }

    @Test
    void notesThatAreNoLiteralAreNotRead() {
        for (String text : List.of("{0: 'a'", "{0 'a'}", "[1, 2", "'", "{", "[".repeat(5000), "{'a': }")) {
            assertThat(PythonLiteral.read(text)).as(text).isEmpty();
        }
    }

    @Test
    void huggingFacesConfigurationsAreRead() throws IOException {
        put(
                "config.json",
                "{\"id2label\": {\"0\": \"red\", \"1\": \"green\"}, \"label2id\": {\"red\": 0, \"green\": 1}}");
        put(
                "preprocessor_config.json",
                "{\"do_rescale\": true, \"rescale_factor\": 0.00392156862745098, \"do_normalize\": true,"
                        + "\"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.5, 0.5, 0.5],"
                        + "\"size\": {\"height\": 32, \"width\": 32}, \"resample\": 3}");
        ModelDescription said = ModelDescription.beside(model());
        assertThat(said.labels(2)).containsExactly("red", "green");
        Preprocessing pictures = said.preprocessing().orElseThrow();
        assertThat(pictures.normalise(0, 255)).isEqualTo(1f);
        assertThat(pictures.normalise(0, 0)).isEqualTo(-1f);
        assertThat(pictures.resizeMode()).isEqualTo(ResizeMode.SQUASH);
        assertThat(pictures.interpolation()).isEqualTo(Interpolation.BICUBIC);
        assertThat(pictures.defaultSize()).isEqualTo(32);
    }

    @Test
    void huggingFacesCropsAndFlipsAreRead() throws IOException {
        put(
                "preprocessor_config.json",
                "{\"do_center_crop\": true, \"crop_size\": {\"height\": 224, \"width\": 224}, \"do_normalize\": false,"
                        + "\"size\": {\"shortest_edge\": 256}, \"do_flip_channel_order\": true, \"resample\": 2}");
        Preprocessing pictures =
                ModelDescription.beside(model()).preprocessing().orElseThrow();
        assertThat(pictures.resizeMode()).isEqualTo(ResizeMode.CROP);
        assertThat(pictures.cropRatio()).isEqualTo(0.875);
        assertThat(pictures.order()).isEqualTo(ChannelOrder.BGR);
        assertThat(pictures.normalise(0, 255)).isEqualTo(1f);
    }

    @Test
    void aProcessorsOffsetMovesTheRangeToMinusOne() throws IOException {
        put(
                "preprocessor_config.json",
                "{\"do_rescale\": true, \"rescale_factor\": 0.00784313725490196, \"rescale_offset\": true,"
                        + " \"do_normalize\": false, \"size\": {\"height\": 64, \"width\": 64}}");
        Preprocessing pictures =
                ModelDescription.beside(model()).preprocessing().orElseThrow();
        assertThat(pictures.normalise(1, 0)).isEqualTo(-1f);
        assertThat(pictures.normalise(1, 255)).isEqualTo(1f);
    }

    @Test
    void theConfigurationsLieAboveAnExportersFolder() throws IOException {
        put("config.json", "{\"id2label\": {\"0\": \"red\", \"1\": \"green\"}}");
        put("onnx/model.onnx", "");
        assertThat(ModelDescription.beside(temp.resolve("onnx/model.onnx")).labels(2))
                .containsExactly("red", "green");
    }

    @Test
    void severalTrueLabelsAndRegressionsAreSaid() throws IOException {
        put("config.json", "{\"problem_type\": \"multi_label_classification\"}");
        assertThat(ModelDescription.beside(model()).scores()).contains(ScoreKind.SIGMOID_LOGITS);
        put("config.json", "{\"problem_type\": \"regression\"}");
        assertThat(ModelDescription.beside(model()).scores()).contains(ScoreKind.OTHER);
    }

    @Test
    void timmsConfigurationIsRead() throws IOException {
        put(
                "config.json",
                "{\"architecture\": \"resnet50\", \"label_names\": [\"a\", \"b\"], \"pretrained_cfg\": {\"mean\": [0.485, 0.456, 0.406],"
                        + "\"std\": [0.229, 0.224, 0.225], \"interpolation\": \"bicubic\", \"crop_pct\": 0.95,"
                        + "\"input_size\": [3, 288, 288]}}");
        ModelDescription said = ModelDescription.beside(model());
        assertThat(said.labels(2)).containsExactly("a", "b");
        Preprocessing pictures = said.preprocessing().orElseThrow();
        assertThat(pictures.interpolation()).isEqualTo(Interpolation.BICUBIC);
        assertThat(pictures.cropRatio()).isEqualTo(0.95);
        assertThat(pictures.defaultSize()).isEqualTo(288);
        assertThat(pictures.normalise(0, 0)).isEqualTo((float) (-0.485 / 0.229));
    }

    @Test
    void teachableMachinesNumberedLabelsAreReadBesideItsFolder() throws IOException {
        put("model.savedmodel/saved_model.pb", "");
        put("labels.txt", "1 green tea\n0 red\n2 blue\n");
        assertThat(ModelDescription.beside(temp.resolve("model.savedmodel")).labels(3))
                .containsExactly("red", "green tea", "blue");
        put("metadata.json", "{\"tmVersion\": \"2.4.5\", \"labels\": [\"x\", \"y\"], \"imageSize\": 96}");
        ModelDescription said = ModelDescription.beside(model());
        assertThat(said.labels(2)).containsExactly("x", "y");
        assertThat(said.preprocessing().orElseThrow().normalise(0, 0)).isEqualTo(-1f);
    }

    @Test
    void linesAreNumberedOnlyWhenEveryNumberOccurs() throws JsonProcessingException {
        assertThat(LabelText.parse("7 up\n1 cola\n")).containsExactly("7 up", "1 cola");
        assertThat(LabelText.parse("\uFEFF0: red\n1: green")).containsExactly("red", "green");
        assertThat(LabelText.parse("a\n\nb\n\n")).containsExactly("a", "", "b");
        assertThat(LabelText.parse("")).isEmpty();
        List<String> ten = LabelText.parse(String.join(
                "\n", IntStream.range(0, 12).mapToObj(i -> i + "\tname " + i).toList()));
        assertThat(ten).startsWith("name 0", "name 1", "name 2").endsWith("name 11");
    }

    @Test
    void labelsInJsonHaveManyForms() throws JsonProcessingException {
        assertThat(LabelText.parse("[\"a\", \"b\"]")).containsExactly("a", "b");
        assertThat(LabelText.parse("{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n01443537\", \"goldfish\"]}"))
                .containsExactly("tench", "goldfish");
        assertThat(LabelText.parse("{\"dog\": 1, \"cat\": 0}")).containsExactly("cat", "dog");
        assertThat(LabelText.parse("{\"labels\": [{\"id\": 0, \"name\": \"a\"}]}"))
                .containsExactly("a");
        assertThatThrownBy(() -> LabelText.parse("{\"0\": \"a\", \"2\": \"b\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedFilesAndThoseOfOtherModelsArePassedOver() throws IOException {
        put("config.json", "{\"id2label\": {\"0\": \"red\"");
        put("preprocessor_config.json", "[1, 2]");
        put("labels.txt", "a\nb\nc\n");
        ModelDescription said = ModelDescription.beside(model());
        assertThat(said.labels(2)).isEmpty();
        assertThat(said.labels(3)).containsExactly("a", "b", "c");
        assertThat(said.preprocessing()).isEmpty();
    }

    @Test
    void oneScoreOfTwoClassesSpeaksOfTheSecond() throws IOException {
        put("labels.txt", "healthy\nill\n");
        assertThat(ModelDescription.beside(model()).labels(1)).containsExactly("ill");
        assertThat(LabelsBeside.requireCount(List.of("healthy", "ill"), 1, "m")).containsExactly("ill");
    }
}
