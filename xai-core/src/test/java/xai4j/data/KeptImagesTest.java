package xai4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class KeptImagesTest {
    private static final int SIDE = 10;

    private final AtomicIntegerArray reads = new AtomicIntegerArray(4);

    private final LabelledImages images = new LabelledImages() {
        @Override
        public List<String> labels() {
            return List.of("a", "b");
        }

        @Override
        public int size() {
            return reads.length();
        }

        @Override
        public String name(int i) {
            return "picture " + i;
        }

        @Override
        public int label(int i) {
            return i % 2;
        }

        @Override
        public BufferedImage image(int i) {
            reads.incrementAndGet(i);
            return new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        }
    };

    @Test
    void imagesAreReadOnceWhileThereIsRoomForThem() {
        LabelledImages kept = KeptImages.of(images, 4 * SIDE * SIDE * 2);

        BufferedImage first = kept.image(3);
        kept.image(0);
        kept.image(1);
        kept.image(1);

        assertThat(kept.image(3)).isSameAs(first);
        assertThat(reads.get(3)).isEqualTo(1);
        assertThat(reads.get(1)).isEqualTo(2);
    }

    @Test
    void allElseIsAsTheImagesSay() {
        LabelledImages kept = KeptImages.of(images);

        assertThat(kept.labels()).containsExactly("a", "b");
        assertThat(kept.size()).isEqualTo(4);
        assertThat(kept.name(2)).isEqualTo("picture 2");
        assertThat(kept.label(3)).isEqualTo(1);
        assertThat(kept.everyNth(2, true).size()).isEqualTo(2);
    }
}
