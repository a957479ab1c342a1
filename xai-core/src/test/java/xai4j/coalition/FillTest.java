package xai4j.coalition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.image.ChannelOrder;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class FillTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 8, 10);
    private static final Segmentation REGIONS = ToyModel.grid(10, 8, 2, 1);

    private static PreparedImage image(ImageInput input, Preprocessing how) {
        return PreparedImage.ofTensor(ToyModel.image(input, 2).tensor(), input, how);
    }

    private static Tensor picture(Fill fill, PreparedImage image) {
        List<Tensor> pictures = fill.checkedPictures(image, REGIONS, 4);
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
                "value:0.5"
            })
    void textFormsAreReadBack(String text) {
        assertThat(Fill.parse(text).name()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "beige", "rgb:1,2", "rgb:a,b,c", "blur:x", "blur:-1", "random:0", "value:"})
    void otherTextsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Fill.parse(text));
    }

    @Test
    void meanIsTheMeanOfEachRegionAndChannel() {
        PreparedImage image = image(INPUT, Preprocessing.unit());
        Tensor mean = picture(Fill.mean(), image);
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
        Tensor red = picture(Fill.rgb(255, 0, 0), rgb);
        assertThat(red.get(0, 1, 1)).isCloseTo((float) ((1 - 0.485) / 0.229), within(1e-5f));
        assertThat(red.get(2, 1, 1)).isCloseTo((float) (-0.406 / 0.225), within(1e-5f));
        PreparedImage bgr = image(INPUT, Preprocessing.imagenet().withOrder(ChannelOrder.BGR));
        assertThat(picture(Fill.rgb(255, 0, 0), bgr).get(2, 0, 0))
                .isCloseTo((float) ((1 - 0.406) / 0.225), within(1e-5f));
        assertThat(picture(Fill.black(), rgb).get(0, 0, 0)).isCloseTo((float) (-0.485 / 0.229), within(1e-5f));
        assertThat(picture(Fill.zero(), rgb).get(0, 0, 0)).isZero();
    }

    @Test
    void aModelOfOneChannelGetsTheLuma() {
        ImageInput grey = ImageInput.nchw(1, 8, 10);
        Tensor picture = picture(Fill.rgb(0, 255, 0), image(grey, Preprocessing.raw()));
        assertThat(picture.at(0)).isCloseTo(0.587f * 255, within(1e-3f));
    }

    @Test
    void blurKeepsAConstantImageAndSmoothsAnother() {
        Tensor flat = Tensor.zeros(INPUT.imageShape());
        for (int i = 0; i < flat.size(); i++) {
            flat.set(i, 0.25f);
        }
        Tensor same = picture(Fill.blur(3), PreparedImage.ofTensor(flat, INPUT, Preprocessing.unit()));
        assertThat(same.toArray()).containsOnly(new float[] {0.25f}, within(1e-6f));
        PreparedImage image = image(INPUT, Preprocessing.unit());
        assertThat(spread(picture(Fill.blur(2), image))).isLessThan(0.4 * spread(image.tensor()));
    }

    @Test
    void blurActsAlikeInBothLayouts() {
        PreparedImage planar = image(INPUT, Preprocessing.unit());
        ImageInput nhwc = ImageInput.nhwc(3, 8, 10);
        Tensor interleaved = Tensor.zeros(nhwc.imageShape());
        for (int i = 0; i < interleaved.size(); i++) {
            interleaved.set(i, planar.tensor().get(i % 3, i / 30, i / 3 % 10));
        }
        Tensor a = picture(Fill.blur(1), planar);
        Tensor b = picture(Fill.blur(1), PreparedImage.ofTensor(interleaved, nhwc, Preprocessing.unit()));
        assertThat(b.get(3, 7, 1)).isEqualTo(a.get(1, 3, 7));
    }

    @Test
    void randomColoursComeFromTheImageAndTheSeed() {
        PreparedImage image = image(INPUT, Preprocessing.unit());
        Tensor picture = picture(Fill.random(1), image);
        assertThat(picture).isEqualTo(picture(Fill.random(1), image));
        assertThat(picture.row(1).toArray()).doesNotContain(0f).satisfies(v -> assertThat(
                        boxed(image.tensor().row(1).toArray()))
                .containsAll(boxed(v)));
        assertThat(Fill.random(1).pictures(image, REGIONS, 5).get(0)).isNotEqualTo(picture);
    }

    @Test
    void picturesOfAnotherShapeAreRefused() {
        Fill wrong = Fill.images(List.of(Tensor.zeros(Shape.of(3, 4, 4))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wrong.checkedPictures(image(INPUT, Preprocessing.unit()), REGIONS, 0))
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
