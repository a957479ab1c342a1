package xai4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    private final Tensor tensor = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);

    @Test
    void rowsSlicesAndReshapesShareTheirElements() {
        tensor.row(1).set(0, 40);
        assertThat(tensor.get(1, 0)).isEqualTo(40);
        assertThat(tensor.slice(0, 1).shape()).isEqualTo(Shape.of(1, 3));
        assertThat(tensor.reshape(Shape.of(3, 2)).get(1, 1)).isEqualTo(40);
    }

    @Test
    void aCopyDoesNot() {
        Tensor copy = tensor.copy();
        copy.set(0, 9);
        assertThat(tensor.at(0)).isEqualTo(1);
    }

    @Test
    void aReadOnlyViewAndItsViewsRefuseToBeWritten() {
        Tensor view = tensor.asReadOnly();
        for (Tensor refusing : List.of(view, view.row(1), view.slice(0, 1), view.reshape(Shape.of(6)))) {
            assertThatThrownBy(() -> refusing.set(0, 9))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("read-only");
        }
        assertThatThrownBy(() -> view.buffer().put(0, 9)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(view).isEqualTo(tensor);
        Tensor copy = view.copy();
        copy.set(0, 9);
        assertThat(tensor.at(0)).isEqualTo(1);
    }

    @Test
    void aBufferHasItsOwnPosition() {
        FloatBuffer buffer = tensor.buffer();
        buffer.position(3);
        assertThat(tensor.buffer().position()).isZero();
        assertThat(buffer.isDirect()).isTrue();
    }

    @Test
    void directBuffersAreWrappedAndOthersCopied() {
        Tensor wrapped = Tensor.wrap(Shape.of(6), tensor.buffer());
        wrapped.set(0, 7);
        assertThat(tensor.at(0)).isEqualTo(7);
        float[] array = {1, 2};
        Tensor copied = Tensor.wrap(Shape.of(2), FloatBuffer.wrap(array));
        array[0] = 5;
        assertThat(copied.at(0)).isEqualTo(1);
    }

    @Test
    void wrongIndicesAndSizesAreRefused() {
        assertThatThrownBy(() -> tensor.get(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.slice(1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tensor.reshape(Shape.of(5)))
                .hasMessageContaining("[2, 3]")
                .hasMessageContaining("[5]");
        assertThatThrownBy(() -> Tensor.of(Shape.of(2), 1f)).hasMessageContaining("1 values");
        assertThatThrownBy(() -> Tensor.zeros(Shape.of(Shape.DYNAMIC, 3))).hasMessageContaining("[?, 3]");
        assertThatThrownBy(() -> Tensor.zeros(Shape.of(30000, 30000))).hasMessageContaining("bytes");
        assertThatThrownBy(() -> Shape.of(-2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalityIsBitByBit() {
        assertThat(Tensor.of(Shape.of(1), Float.NaN)).isEqualTo(Tensor.of(Shape.of(1), Float.NaN));
        assertThat(Tensor.of(Shape.of(1), 0f)).isNotEqualTo(Tensor.of(Shape.of(1), -0f));
        assertThat(tensor).isNotEqualTo(tensor.reshape(Shape.of(3, 2)));
    }
}
