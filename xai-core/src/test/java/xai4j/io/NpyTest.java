package xai4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class NpyTest {
    @TempDir
    Path temp = Path.of("");

    @Test
    void floatsComeBackBitForBit() throws IOException {
        Tensor tensor = Tensor.of(Shape.of(2, 3), 1, -0f, Float.NaN, Float.MIN_VALUE, 1e30f, Float.NEGATIVE_INFINITY);
        Path file = temp.resolve("a.npy");
        Npy.write(tensor, file);
        assertThat(Npy.readFloat(file)).isEqualTo(tensor);
        try (var files = Files.list(temp)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void oneDimensionAndNoneKeepTheirShape() {
        for (Shape shape : new Shape[] {Shape.of(4), Shape.of()}) {
            Tensor tensor = Tensor.zeros(shape);
            Npy.write(tensor, temp.resolve("b.npy"));
            assertThat(Npy.readFloat(temp.resolve("b.npy"))).isEqualTo(tensor);
        }
    }

    @Test
    void integersComeBack() {
        Npy.write(Shape.of(2, 2), new int[] {1, -2, 3, Integer.MAX_VALUE}, temp.resolve("i.npy"));
        assertThat(Npy.readInt(temp.resolve("i.npy")).values()).containsExactly(1, -2, 3, Integer.MAX_VALUE);
    }

    @Test
    void fortranOrderIsTurned() throws IOException {
        byte[] header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n".getBytes("ISO-8859-1");
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0};
        byte[] whole = Arrays.copyOf(start, start.length + header.length + 6);
        System.arraycopy(header, 0, whole, start.length, header.length);
        for (int i = 0; i < 6; i++) {
            whole[start.length + header.length + i] = (byte) i;
        }
        Path file = Files.write(temp.resolve("f.npy"), whole);
        assertThat(Npy.readInt(file).values()).containsExactly(0, 2, 4, 1, 3, 5);
    }

    @Test
    void whatIsNoArrayIsRefusedByName() throws IOException {
        Path text = Files.writeString(temp.resolve("t.npy"), "hello");
        assertThatThrownBy(() -> Npy.readFloat(text))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("t.npy");
        Npy.write(Tensor.zeros(Shape.of(10)), temp.resolve("c.npy"));
        byte[] whole = Files.readAllBytes(temp.resolve("c.npy"));
        Path cut = Files.write(temp.resolve("d.npy"), Arrays.copyOf(whole, whole.length - 4));
        assertThatThrownBy(() -> Npy.readFloat(cut))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> Npy.readInt(temp.resolve("c.npy")))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("integers are expected");
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> Npy.write(Tensor.zeros(Shape.of(1)), temp.resolve("no/such/a.npy")))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("a.npy");
    }
}
