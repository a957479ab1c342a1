package xai4j.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.transform.CenterCrop;
import ai.djl.modality.cv.transform.Normalize;
import ai.djl.modality.cv.transform.RandomFlipLeftRight;
import ai.djl.modality.cv.transform.Resize;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Transform;
import ai.djl.translate.Translator;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.djl.engine.DjlEngine;
import xai4j.explain.SaliencyMap;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.model.DifferentiableModel;
import xai4j.model.ModelException;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.tensor.Tensor;

/** Models that come with DJL's own translator. */
class ZooModelTest {
    private static final List<String> LABELS = List.of("wren", "heron", "teal");
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] STD = {0.229f, 0.224f, 0.225f};

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    @Test
    void aSquashingTranslatorIsRead() {
        try (ZooModel<Image, Classifications> zoo =
                        zoo(translator(new Resize(32, 32), new ToTensor(), new Normalize(MEAN, STD)));
                DifferentiableModel model = DjlModels.of(zoo)) {
            Preprocessing how = model.spec().preprocessing();
            assertThat(how.resizeMode()).isEqualTo(ResizeMode.SQUASH);
            for (int c = 0; c < 3; c++) {
                assertThat(how.mean().get(c)).isCloseTo(MEAN[c], within(1e-7));
                assertThat(how.std().get(c)).isCloseTo(STD[c], within(1e-7));
            }
            assertThat(model.spec().labels()).isEqualTo(LABELS);
            assertThat(model.spec().input().height()).isEqualTo(32);
        }
    }

    @Test
    void aCroppingTranslatorIsRead() {
        Translator<Image, Classifications> cropping = translator(new CenterCrop(), new Resize(32, 32), new ToTensor());
        try (ZooModel<Image, Classifications> zoo = zoo(cropping);
                DifferentiableModel model = DjlModels.of(zoo)) {
            Preprocessing how = model.spec().preprocessing();
            assertThat(how.resizeMode()).isEqualTo(ResizeMode.CROP);
            assertThat(how.cropRatio()).isGreaterThan(0.97);
        }
    }

    @Test
    void probabilitiesAreThoseOfDjlsPredictor() throws Exception {
        BufferedImage photograph = photograph();
        try (ZooModel<Image, Classifications> zoo = zoo(translator(new Resize(32, 32), new ToTensor()));
                Predictor<Image, Classifications> predictor = zoo.newPredictor();
                DifferentiableModel model = DjlModels.of(zoo)) {
            Classifications theirs =
                    predictor.predict(ImageFactory.getInstance().fromImage(photograph));
            float[] ours = Scores.convert(
                            model.predict(model.spec().prepare(photograph).batch()),
                            model.spec().scores(),
                            Score.PROBABILITY)
                    .toArray();
            for (int c = 0; c < LABELS.size(); c++) {
                assertThat((double) ours[c]).isCloseTo(theirs.get(LABELS.get(c)).getProbability(), within(2e-3));
            }
            SaliencyMap map = Explainers.gradCam(model).explain(photograph);
            assertThat(map.targets().get(0).label()).isIn(LABELS);
        }
    }

    /** A size that DJL's resize does not keep one colour at, and numbers as people write them. */
    @Test
    void normalisationIsReadThroughDjlsResizeToTheLastDigit() throws Exception {
        float[] half = {0.5f, 0.5f, 0.5f};
        for (int side : new int[] {32, 29, 47}) {
            Translator<Image, Classifications> translator =
                    translator(side, new Resize(side, side), new ToTensor(), new Normalize(half, half));
            try (ZooModel<Image, Classifications> zoo = zoo(translator);
                    Predictor<Image, Classifications> predictor = zoo.newPredictor();
                    DifferentiableModel model = DjlModels.of(zoo)) {
                assertThat(model.spec().preprocessing().mean()).containsExactly(0.5, 0.5, 0.5);
                assertThat(model.spec().preprocessing().std()).containsExactly(0.5, 0.5, 0.5);
                BufferedImage photograph = photograph(side);
                Classifications theirs =
                        predictor.predict(ImageFactory.getInstance().fromImage(photograph));
                Tensor ours = model.predict(model.spec().prepare(photograph).batch(), Score.PROBABILITY);
                for (int c = 0; c < LABELS.size(); c++) {
                    assertThat((double) ours.get(0, c))
                            .isCloseTo(theirs.get(LABELS.get(c)).getProbability(), within(2e-6));
                }
            }
        }
    }

    @Test
    void aRandomMirrorIsRefused() {
        Random random = new Random(1);
        Transform own = new Transform() {
            @Override
            public NDArray transform(NDArray array) {
                return random.nextBoolean() ? array.flip(1) : array;
            }
        };
        for (Transform mirror : List.of(new RandomFlipLeftRight(), own)) {
            try (ZooModel<Image, Classifications> zoo = zoo(translator(new Resize(32, 32), mirror, new ToTensor()))) {
                assertThatThrownBy(() -> DjlModels.of(zoo))
                        .isInstanceOf(ModelException.class)
                        .hasMessageContaining("each time");
            }
        }
    }

    @Test
    void whatATranslatorDoesBeyondThatIsRefused() {
        Transform mirrored = new Transform() {
            @Override
            public NDArray transform(NDArray array) {
                return array.flip(1);
            }
        };
        try (ZooModel<Image, Classifications> zoo = zoo(translator(new Resize(32, 32), mirrored, new ToTensor()))) {
            assertThatThrownBy(() -> DjlModels.of(zoo))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("cannot be followed")
                    .hasMessageContaining("ModelSpec");
        }
    }

    @Test
    void aTorchScriptFileThatDjlLoadedIsOpenedWithItsTranslatorsWays(@TempDir Path folder) throws Exception {
        Files.copy(Path.of("src/test/resources/goldens/models/cnn_gap.trace.pt"), folder.resolve("birds.pt"));
        Criteria<Image, Classifications> criteria = Criteria.builder()
                .setTypes(Image.class, Classifications.class)
                .optModelPath(folder)
                .optModelName("birds")
                .optEngine("PyTorch")
                .optTranslator(ImageClassificationTranslator.builder()
                        .setImageSize(32, 32)
                        .addTransform(new Resize(32, 32))
                        .addTransform(new ToTensor())
                        .optSynset(List.of("a", "b", "c", "d", "e"))
                        .optApplySoftmax(true)
                        .build())
                .build();
        try (ZooModel<Image, Classifications> zoo = criteria.loadModel();
                DifferentiableModel model = DjlModels.of(zoo)) {
            assertThat(model.layers()).isNotEmpty();
            assertThat(model.spec().preprocessing().scale()).isEqualTo(1 / 255.0);
        }
    }

    @Test
    void servingPropertiesBesideTheFileTellSizeColoursAndLabels(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("birds.pt");
        Files.copy(Path.of("src/test/resources/goldens/models/cnn_gap.trace.pt"), file);
        Files.writeString(folder.resolve("serving.properties"), """
                engine=PyTorch
                translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory
                option.width=32
                option.height=32
                resize=true
                normalize=0.5,0.5,0.5,0.25,0.25,0.25
                synset=wren,heron,teal,owl,swan
                """);
        try (xai4j.model.Model model = Models.load(file)) {
            Preprocessing how = model.spec().preprocessing();
            assertThat(how.mean().get(2)).isEqualTo(0.5);
            assertThat(how.std().get(0)).isEqualTo(0.25);
            assertThat(how.resizeMode()).isEqualTo(ResizeMode.SQUASH);
            assertThat(model.spec().labels()).containsExactly("wren", "heron", "teal", "owl", "swan");
        }
        Files.writeString(folder.resolve("serving.properties"), "width=32\nheight=32\nresize=true\nnormalize=much\n");
        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("serving.properties")
                .hasMessageContaining("much");
    }

    private static Translator<Image, Classifications> translator(Transform... transforms) {
        return translator(32, transforms);
    }

    private static Translator<Image, Classifications> translator(int side, Transform... transforms) {
        ImageClassificationTranslator.Builder builder =
                ImageClassificationTranslator.builder().setImageSize(side, side);
        for (Transform transform : transforms) {
            builder.addTransform(transform);
        }
        return builder.optSynset(LABELS).optApplySoftmax(true).build();
    }

    private static ZooModel<Image, Classifications> zoo(Translator<Image, Classifications> translator) {
        Model model = Model.newInstance("zoo", "PyTorch");
        SequentialBlock network = new SequentialBlock()
                .add(Conv2d.builder()
                        .setFilters(6)
                        .setKernelShape(new Shape(3, 3))
                        .build())
                .add(Activation.reluBlock())
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(LABELS.size()).build());
        model.getNDManager().getEngine().setRandomSeed(11); // the same weights in every run
        network.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 3, 32, 32));
        model.setBlock(network);
        return new ZooModel<>(model, translator);
    }

    private static BufferedImage photograph() {
        return photograph(64);
    }

    private static BufferedImage photograph(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.setRGB(x, y, 0x010101 * (2 * x) + (y << 16));
            }
        }
        return image;
    }
}
