package xai4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.tensor.XaiException;

class CifarBinaryTest {
    private static final int RECORD = 3073;

    @TempDir
    private Path root = Path.of("");

    @BeforeEach
    void names() throws IOException {
        Files.writeString(root.resolve("batches.meta.txt"), "airplane\nautomobile\nbird\n\n");
    }

    @Test
    void recordsOfAllFilesComeOneAfterAnother() throws IOException {
        Files.write(root.resolve("data_batch_1.bin"), records(2, 0));
        Files.write(root.resolve("data_batch_3.bin"), records(1));
        Files.write(root.resolve("test_batch.bin"), records(2));
        CifarBinary training = CifarBinary.training(root);
        assertThat(training.labels()).containsExactly("airplane", "automobile", "bird");
        assertThat(training.size()).isEqualTo(3);
        assertThat(training.label(0)).isEqualTo(2);
        assertThat(training.label(2)).isEqualTo(1);
        assertThat(training.name(1)).isEqualTo("data_batch_1.bin/1");
        assertThat(training.name(2)).isEqualTo("data_batch_3.bin/0");
        assertThat(CifarBinary.test(root).size()).isEqualTo(1);
    }

    @Test
    void planesAreRedGreenBlueRowByRow() throws IOException {
        byte[] bytes = records(0, 1);
        int pixel = 5 * 32 + 7;
        bytes[RECORD + 1 + pixel] = (byte) 200;
        bytes[RECORD + 1 + 1024 + pixel] = 100;
        bytes[RECORD + 1 + 2048 + pixel] = 50;
        Files.write(root.resolve("test_batch.bin"), bytes);
        BufferedImage image = CifarBinary.test(root).image(1);
        assertThat(image.getWidth()).isEqualTo(32);
        assertThat(image.getHeight()).isEqualTo(32);
        assertThat(image.getRGB(7, 5) & 0xFFFFFF).isEqualTo(0xC86432);
        assertThat(image.getRGB(5, 7) & 0xFFFFFF).isZero();
    }

    @Test
    void whatIsMissingOrDamagedIsNamed() throws IOException {
        assertThatThrownBy(() -> CifarBinary.training(root))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("data_batch_1.bin");
        assertThatThrownBy(() -> CifarBinary.test(root))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("there is no")
                .hasMessageContaining("test_batch.bin");
        Files.write(root.resolve("test_batch.bin"), Arrays.copyOf(records(0, 1), 2 * RECORD - 1));
        assertThatThrownBy(() -> CifarBinary.test(root))
                .hasMessageContaining("test_batch.bin is cut short: 6145 bytes");
        Files.write(root.resolve("test_batch.bin"), new byte[0]);
        assertThatThrownBy(() -> CifarBinary.test(root)).hasMessageContaining("cut short: 0 bytes");
        Files.write(root.resolve("test_batch.bin"), records(0, 3));
        assertThatThrownBy(() -> CifarBinary.test(root))
                .hasMessageContaining("record 1 is of class 3")
                .hasMessageContaining("names 3 classes");
        Files.delete(root.resolve("batches.meta.txt"));
        assertThatThrownBy(() -> CifarBinary.test(root))
                .hasMessageContaining("there is no " + root + "/batches.meta.txt");
    }

    private static byte[] records(int... labels) {
        byte[] bytes = new byte[labels.length * RECORD];
        for (int i = 0; i < labels.length; i++) {
            bytes[i * RECORD] = (byte) labels[i];
        }
        return bytes;
    }
}
