package xai4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.image.ImageInput;
import xai4j.tensor.Shape;

class LoadOptionsTest {
    private static final ImageInput OPEN = ImageInput.nhwc(3, Shape.DYNAMIC, Shape.DYNAMIC);

    static Shape[] shapes() {
        return new Shape[] {Shape.of(20, 30), Shape.of(3, 20, 30), Shape.of(20, 30, 3)};
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void extentsThatAModelLeavesOpenAreThoseOfTheShape(Shape shape) {
        LoadOptions options = LoadOptions.defaults().withInputShape(shape);
        assertThat(options.sized(OPEN, 224)).isEqualTo(ImageInput.nhwc(3, 20, 30));
        assertThat(options.sized(ImageInput.nchw(3, 8, Shape.DYNAMIC), 224)).isEqualTo(ImageInput.nchw(3, 8, 30));
    }

    @Test
    void aShapeOfOtherChannelsSaysNothing() {
        LoadOptions options = LoadOptions.defaults().withInputShape(Shape.of(5, 20, 30));
        assertThat(options.sized(OPEN, 224)).isEqualTo(ImageInput.nhwc(3, 224, 224));
        assertThat(LoadOptions.defaults().sized(OPEN, 96)).isEqualTo(ImageInput.nhwc(3, 96, 96));
    }

    @Test
    void whatIsNoImageIsRefused() {
        for (Shape wrong : new Shape[] {Shape.of(3), Shape.of(1, 3, 8, 8), Shape.of(0, 5)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LoadOptions.defaults().withInputShape(wrong))
                    .withMessageContaining(wrong.toString());
        }
    }
}
