package xai4j.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.coalition.ToyModel;
import xai4j.explain.Option;
import xai4j.image.ChannelOrder;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.render.Png;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class BaselineTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 8, 10);
    private static final Segmentation REGIONS = ToyModel.grid(10, 8, 2, 1);

    private static PreparedImage image(ImageInput input, Preprocessing how) {
        return PreparedImage.ofTensor(ToyModel.image(input, 2).tensor(), input, how);
    }

    private static Tensor picture(Baseline baseline, PreparedImage image) {
        List<Tensor> pictures = baseline.checkedImages(image, REGIONS, 4);
        assertThat(pictures).hasSize(1);
        return pictures.get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mean",
                "zero",
                "black",
                "grey",
                "white",
                "blur",
                "blur:2.5",
                "random",
                "random:4",
                "rgb:1,2,3",
                "value:0.5",
                "box-blur",
                "file:Some/Where.npy",
                "black,mean,box-blur",
                "rgb:1,2,3,rgb:4.5,5,6,white",
                "zero,rgb:1,2,3"
            })
    void textFormsAreReadBack(String text) {
        assertThat(Baseline.parse(text).name()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "beige",
                "rgb:1,2",
                "rgb:a,b,c",
                "blur:x",
                "blur:-1",
                "random:0",
                "value:",
                "rgb:1,2,black",
                "black,",
                "file:",
                "images:2"
            })
    void otherTextsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Baseline.parse(text));
    }

    @Test
    void thePageOnBaselinesHasEveryWord() throws IOException {
        String page = Files.readString(Path.of("../docs/perturbation.md"));
        for (BaselineWord word : BaselineWord.values()) {
            assertThat(page).contains("`" + word.shown() + "`");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rgb:1,2,3,Blur:2,GRAY|false",
                "zero,other.npy|true",
                "file:x|true",
                "photograph.png|true",
                "random:3|false"
            })
    void textsThatNameFilesAreToldFromWords(String text, boolean namesFile) {
        assertThat(BaselineText.namesFile(text)).isEqualTo(namesFile);
    }

    @Test
    void meanIsTheMeanOfEachRegionAndChannel() {
        PreparedImage image = image(INPUT, Preprocessing.unit());
        Tensor mean = picture(Baseline.mean(), image);
        double sum = 0;
        for (int y = 0; y < 8; y++) {
            for (int x = 5; x < 10; x++) {
                sum += image.tensor().get(2, y, x);
            }
        }
        assertThat(mean.get(2, 3, 9)).isCloseTo((float) (sum / 40), within(1e-7f));
        assertThat(mean.get(2, 3, 4)).isNotEqualTo(mean.get(2, 3, 5));
    }

    @Test
    void coloursAreColoursOfThePictureWhateverTheNormalisation() {
        PreparedImage rgb = image(INPUT, Preprocessing.imagenet());
        Tensor red = picture(Baseline.rgb(255, 0, 0), rgb);
        assertThat(red.get(0, 1, 1)).isCloseTo((float) ((1 - 0.485) / 0.229), within(1e-5f));
        assertThat(red.get(2, 1, 1)).isCloseTo((float) (-0.406 / 0.225), within(1e-5f));
        PreparedImage bgr = image(INPUT, Preprocessing.imagenet().withOrder(ChannelOrder.BGR));
        assertThat(picture(Baseline.rgb(255, 0, 0), bgr).get(2, 0, 0))
                .isCloseTo((float) ((1 - 0.406) / 0.225), within(1e-5f));
        assertThat(picture(Baseline.black(), rgb).get(0, 0, 0)).isCloseTo((float) (-0.485 / 0.229), within(1e-5f));
        assertThat(picture(Baseline.zero(), rgb).get(0, 0, 0)).isZero();
    }

    @Test
    void aModelOfOneChannelGetsTheLuma() {
        ImageInput grey = ImageInput.nchw(1, 8, 10);
        Tensor picture = picture(Baseline.rgb(0, 255, 0), image(grey, Preprocessing.raw()));
        assertThat(picture.at(0)).isCloseTo(0.587f * 255, within(1e-3f));
    }

    @Test
    void blurKeepsAConstantImageAndSmoothsAnother() {
        Tensor flat = Tensor.zeros(INPUT.imageShape());
        for (int i = 0; i < flat.size(); i++) {
            flat.set(i, 0.25f);
        }
        Tensor same = picture(Baseline.blur(3), PreparedImage.ofTensor(flat, INPUT, Preprocessing.unit()));
        assertThat(same.toArray()).containsOnly(new float[] {0.25f}, within(1e-6f));
        PreparedImage image = image(INPUT, Preprocessing.unit());
        assertThat(spread(picture(Baseline.blur(2), image))).isLessThan(0.4 * spread(image.tensor()));
    }

    @Test
    void blurActsAlikeInBothLayouts() {
        PreparedImage planar = image(INPUT, Preprocessing.unit());
        ImageInput nhwc = ImageInput.nhwc(3, 8, 10);
        Tensor interleaved = Tensor.zeros(nhwc.imageShape());
        for (int i = 0; i < interleaved.size(); i++) {
            interleaved.set(i, planar.tensor().get(i % 3, i / 30, i / 3 % 10));
        }
        Tensor a = picture(Baseline.blur(1), planar);
        Tensor b = picture(Baseline.blur(1), PreparedImage.ofTensor(interleaved, nhwc, Preprocessing.unit()));
        assertThat(b.get(3, 7, 1)).isEqualTo(a.get(1, 3, 7));
    }

    @Test
    void randomColoursComeFromTheImageAndTheSeed() {
        PreparedImage image = image(INPUT, Preprocessing.unit());
        Tensor picture = picture(Baseline.random(1), image);
        assertThat(picture).isEqualTo(picture(Baseline.random(1), image));
        assertThat(picture.row(1).toArray()).doesNotContain(0f).satisfies(v -> assertThat(
                        boxed(image.tensor().row(1).toArray()))
                .containsAll(boxed(v)));
        assertThat(Baseline.random(1).images(image, REGIONS, 5).get(0)).isNotEqualTo(picture);
    }

    @Test
    void withoutRegionsTheMeanIsThatOfTheWholeImage() {
        PreparedImage image = image(INPUT, Preprocessing.unit());
        Tensor mean = Baseline.mean().checkedImages(image, 0).get(0);
        double sum = 0;
        for (float value : image.tensor().row(1).toArray()) {
            sum += value;
        }
        assertThat(mean.row(1).toArray()).containsOnly((float) (sum / 80));
    }

    /** A light pixel spreads as three boxes of three do, folded: 1 3 6 7 6 3 1 of 27 each way. */
    @Test
    void boxBlurIsThreeBoxFilters() {
        Tensor dot = Tensor.zeros(INPUT.imageShape());
        dot.set(4 * 10 + 5, 27 * 27);
        Tensor spread = picture(Baseline.boxBlur(), PreparedImage.ofTensor(dot, INPUT, Preprocessing.unit()));
        int[] folded = {1, 3, 6, 7, 6, 3, 1};
        for (int y = 1; y < 8; y++) {
            for (int x = 2; x < 9; x++) {
                assertThat(spread.get(0, y, x)).isCloseTo(folded[y - 1] * folded[x - 2], within(1e-4f));
            }
        }
        assertThat(spread.get(0, 0, 5)).isZero();
        assertThat(spread.get(0, 4, 1)).isZero();
    }

    @Test
    void severalGiveTheirPicturesInOrderAndDrawEachForItself() {
        PreparedImage image = image(INPUT, Preprocessing.unit());
        List<Tensor> pictures = Baseline.parse("white,random,random").checkedImages(image, 3);
        assertThat(pictures).hasSize(3);
        assertThat(pictures.get(0)).isEqualTo(picture(Baseline.white(), image));
        assertThat(pictures.get(1)).isNotEqualTo(pictures.get(2));
    }

    @Test
    void imagesOfTheCallerAreKnownAgainByTheirNames() {
        Tensor batch = Tensor.zeros(INPUT.imageShape().prepend(2));
        Baseline given = Baseline.images(batch);
        assertThat(given.name()).matches("images:[0-9a-f]{16}");
        assertThat(Baseline.images(Tensor.zeros(batch.shape()))).isEqualTo(given);
        assertThat(given.checkedImages(image(INPUT, Preprocessing.unit()), 0)).hasSize(2);
        batch.set(7, 1);
        assertThat(Baseline.images(batch).name()).isNotEqualTo(given.name());
    }

    /** A word means one picture, whichever option it is given to; both options have both names. */
    @Test
    void aWordMeansTheSamePictureInEveryOption() {
        PreparedImage image = image(INPUT, Preprocessing.imagenet());
        Option<Baseline> fill = BaselineOption.fill(Baseline.mean());
        Option<Baseline> baseline = BaselineOption.baseline(Baseline.zero(), "where the way begins");
        for (String word :
                List.of("mean", "zero", "black", "grey", "white", "rgb:1,2,3", "value:0.5", "blur", "box-blur")) {
            assertThat(fill.parse(word).checkedImages(image, 0))
                    .as(word)
                    .isEqualTo(baseline.parse(word).checkedImages(image, 0));
        }
        assertThat(fill.answersTo("baseline")).isTrue();
        assertThat(baseline.answersTo("fill")).isTrue();
    }

    @Test
    void aPhotographIsPreparedLikeTheImage(@TempDir Path folder) {
        PreparedImage image = image(INPUT, Preprocessing.unit());
        BufferedImage photograph = new BufferedImage(10, 8, BufferedImage.TYPE_INT_RGB);
        photograph.setRGB(3, 2, 0xFF8000);
        Png.write(photograph, folder.resolve("other.png"));
        Tensor other = picture(Baseline.parse("" + folder.resolve("other.png")), image);
        assertThat(other.get(0, 2, 3)).isEqualTo(1f);
        assertThat(other.get(1, 2, 3)).isCloseTo(128 / 255f, within(1e-6f));
        assertThat(Baseline.parse("file:" + folder).checkedImages(image, 0)).containsExactly(other);
    }

    /** A folder of backgrounds often has a folder for each kind. */
    @Test
    void aFolderIsReadWithWhatLiesBelow(@TempDir Path folder) throws IOException {
        BufferedImage photograph = new BufferedImage(10, 8, BufferedImage.TYPE_INT_RGB);
        for (String name : List.of("a/snow.png", "a/deep/ice.png", "b/sand.png", "top.png", "b/._top.png")) {
            photograph.setRGB(0, 0, 0x10101 * name.length());
            Files.createDirectories(folder.resolve(name).getParent());
            Png.write(photograph, folder.resolve(name));
        }
        assertThat(Baseline.parse("file:" + folder).checkedImages(image(INPUT, Preprocessing.unit()), 0))
                .extracting(tensor -> Math.round(255 * tensor.get(0, 0, 0)))
                .containsExactly(14, 10, 10, 7);
    }

    @Test
    void picturesOfAnotherShapeAreRefused() {
        Baseline wrong = Baseline.images(List.of(Tensor.zeros(Shape.of(3, 4, 4))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wrong.checkedImages(image(INPUT, Preprocessing.unit()), REGIONS, 0))
                .withMessageContaining("[3, 4, 4]")
                .withMessageContaining("[3, 8, 10]");
    }

    private static List<Float> boxed(float[] values) {
        List<Float> list = new java.util.ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    private static double spread(Tensor tensor) {
        double min = 1e9;
        double max = -1e9;
        for (float value : tensor.toArray()) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return max - min;
    }
}
