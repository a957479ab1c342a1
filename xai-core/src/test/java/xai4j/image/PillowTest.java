package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.io.Npy;
import xai4j.model.ModelSpec;
import xai4j.tensor.Tensor;

/** Reading and resizing against Pillow and torchvision; how the references were made stands beside them. */
class PillowTest {
    private static final Path FOLDER = Path.of("src/test/resources/pillow");

    @ParameterizedTest
    @CsvSource({
        "BILINEAR,32,32", "BILINEAR,48,20", "BILINEAR,150,100", "BILINEAR,97,30",
        "BICUBIC,32,32", "BICUBIC,48,20", "BICUBIC,150,100", "BICUBIC,97,30",
        "NEAREST,32,32", "NEAREST,48,20", "NEAREST,150,100", "NEAREST,97,30"
    })
    void resizingGivesPillowsPixels(Interpolation filter, int width, int height) {
        BufferedImage resized = new Resampler(filter).resize(source(), width, height);
        String name = filter.name().toLowerCase(java.util.Locale.ROOT) + "_" + width + "x" + height + ".npy";
        assertSamePixels(resized, name, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {28, 32})
    void croppingAndNormalisingGiveTorchvisionsNumbers(int size) {
        ModelSpec spec = ModelSpec.of("m", ImageInput.nchw(3, size, size))
                .withPreprocessing(Preprocessing.imagenet().withResizeMode(ResizeMode.CROP));
        PreparedImage prepared = spec.prepare(source());
        assertSamePixels(prepared.modelPicture(), "crop_" + size + ".npy", 0);
        Tensor expected = Npy.readFloat(FOLDER.resolve("imagenet_" + size + ".npy"));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(prepared.tensor().at(i)).isCloseTo(expected.at(i), within(1e-6f));
        }
    }

    @Test
    void oneChannelIsPillowsLuma() {
        Preprocessing raw = Preprocessing.raw();
        ModelSpec spec = ModelSpec.of("m", ImageInput.nchw(1, 61, 97)).withPreprocessing(raw);
        Tensor expected = Npy.readFloat(FOLDER.resolve("luma.npy"));
        assertThat(spec.prepare(source()).tensor().toArray()).containsExactly(expected.toArray());
    }

    @Test
    void channelsLastHoldsTheSameNumbersAsChannelsFirst() {
        ModelSpec first = ModelSpec.of("m", ImageInput.nchw(3, 20, 48)).withPreprocessing(Preprocessing.caffe());
        ModelSpec last = first.withInput(ImageInput.nhwc(3, 20, 48));
        Tensor planar = first.prepare(source()).tensor();
        Tensor interleaved = last.prepare(source()).tensor();
        for (int c = 0; c < 3; c++) {
            assertThat(interleaved.get(7, 33, c)).isEqualTo(planar.get(c, 7, 33));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "palette.png",
                "grey.png",
                "grey16.png",
                "alpha.png",
                "gif.gif",
            })
    void losslessFilesAreReadAsPillowReadsThem(String name) {
        assertSamePixels(Images.read(FOLDER.resolve(name)), name.replace('.', '_') + ".npy", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.jpg", "grey.jpg", "cmyk.jpg", "exif1.jpg", "exif2.jpg", "exif3.jpg", "exif4.jpg"})
    void jpegFilesAreReadAsPillowReadsThem(String name) {
        assertSamePixels(Images.read(FOLDER.resolve(name)), name.replace('.', '_') + ".npy", 12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif5.jpg", "exif6.jpg", "exif7.jpg", "exif8.jpg"})
    void turnedJpegFilesStandUpright(String name) {
        assertSamePixels(Images.read(FOLDER.resolve(name)), name.replace('.', '_') + ".npy", 12);
    }

    @Test
    void bmpHoldsTheSamePixelsAsPng() {
        assertThat(Rasters.pixels(Images.read(FOLDER.resolve("bmp.bmp")))).isEqualTo(Rasters.pixels(source()));
    }

    @Test
    void aCropMapsBackToItsPlaceOnThePhotograph() {
        ModelSpec spec = ModelSpec.of("m", ImageInput.nchw(3, 28, 28))
                .withPreprocessing(Preprocessing.imagenet().withResizeMode(ResizeMode.CROP));
        PixelMapping mapping = spec.prepare(source()).mapping();
        assertThat(mapping.photoX(14)).isCloseTo(97 / 2.0, within(1.0));
        assertThat(mapping.photoY(14)).isCloseTo(61 / 2.0, within(1.0));
        assertThat(mapping.inputX(mapping.photoX(3.25))).isCloseTo(3.25, within(1e-9));
    }

    @Test
    void everyPresetHasAName() {
        List<String> names = Preprocessing.names();
        assertThat(names).contains("imagenet", "tf", "caffe", "raw", "raw-bgr", "custom-vision", "cifar10");
        assertThat(Preprocessing.cifar10().mean())
                .isNotEqualTo(Preprocessing.imagenet().mean());
        assertThat(names)
                .allSatisfy(name -> assertThat(Preprocessing.named(name).name()).isEqualTo(name));
    }

    private static BufferedImage source() {
        return Images.read(FOLDER.resolve("source.png"));
    }

    private static void assertSamePixels(BufferedImage actual, String reference, int tolerance) {
        Npy.Integers expected = Npy.readInt(FOLDER.resolve(reference));
        assertThat(List.of(actual.getHeight(), actual.getWidth()))
                .isEqualTo(List.of(expected.shape().dim(0), expected.shape().dim(1)));
        int worst = 0;
        for (int i = 0; i < expected.values().length; i++) {
            int component = Rasters.pixels(actual)[i / 3] >> (16 - 8 * (i % 3)) & 0xFF;
            worst = Math.max(worst, Math.abs(component - expected.values()[i]));
        }
        assertThat(worst).as("largest difference to " + reference).isLessThanOrEqualTo(tolerance);
    }
}
