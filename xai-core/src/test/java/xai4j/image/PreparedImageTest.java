package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class PreparedImageTest {
    private static final ImageInput PLANAR = ImageInput.nchw(3, 2, 4);
    private static final ImageInput INTERLEAVED = ImageInput.nhwc(3, 2, 4);

    @Test
    void aTensorIsTakenAsItIsWithOrWithoutBatchAxis() {
        Tensor tensor = Tensor.zeros(Shape.of(3, 2, 4));
        tensor.set(5, 7);
        for (Shape shape : new Shape[] {Shape.of(3, 2, 4), Shape.of(1, 3, 2, 4)}) {
            PreparedImage image = PreparedImage.ofTensor(tensor.reshape(shape), PLANAR, Preprocessing.raw());
            assertThat(image.tensor()).isEqualTo(tensor);
            assertThat(image.photograph()).isEmpty();
        }
    }

    @Test
    void channelsFirstIsTurnedForAModelWithChannelsLast() {
        Tensor tensor = Tensor.zeros(Shape.of(3, 2, 4));
        tensor.set(2 * 8 + 1 * 4 + 3, 9);
        PreparedImage image = PreparedImage.ofTensor(tensor, INTERLEAVED, Preprocessing.raw());
        assertThat(image.tensor().get(1, 3, 2)).isEqualTo(9);
        assertThat(PreparedImage.ofTensor(image.tensor(), INTERLEAVED, Preprocessing.raw())
                        .tensor())
                .isEqualTo(image.tensor());
    }

    @Test
    void aGreyPictureNeedsNoAxisOfChannelsAndARowHasTheModelsOrder() {
        Tensor grey = Tensor.zeros(Shape.of(2, 4));
        grey.set(7, 5);
        PreparedImage image = PreparedImage.ofTensor(grey, ImageInput.nhwc(1, 2, 4), Preprocessing.raw());
        assertThat(image.tensor().get(1, 3, 0)).isEqualTo(5);
        Tensor row = Tensor.zeros(Shape.of(1, 24));
        row.set(4, 6);
        image = PreparedImage.ofTensor(row, INTERLEAVED, Preprocessing.raw());
        assertThat(image.tensor().get(0, 1, 1)).isEqualTo(6);
    }

    @Test
    void aDynamicSizeIsTheTensors() {
        ImageInput any = ImageInput.nchw(3, Shape.DYNAMIC, Shape.DYNAMIC);
        ImageInput found = PreparedImage.ofTensor(Tensor.zeros(Shape.of(3, 5, 6)), any, Preprocessing.raw())
                .input();
        assertThat(found.height()).isEqualTo(5);
        assertThat(found.width()).isEqualTo(6);
    }

    @Test
    void anythingElseIsRefusedWithBothShapes() {
        for (Shape shape : new Shape[] {Shape.of(3, 2, 5), Shape.of(4, 2, 4), Shape.of(2, 3, 2, 4), Shape.of(24)}) {
            assertThatThrownBy(() -> PreparedImage.ofTensor(Tensor.zeros(shape), PLANAR, Preprocessing.raw()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(shape.toString())
                    .hasMessageContaining("[3, 2, 4]");
        }
    }
}
