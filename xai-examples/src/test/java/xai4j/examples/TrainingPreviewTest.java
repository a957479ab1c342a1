package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.data.LabelledImages;
import xai4j.image.Images;
import xai4j.render.Pixels;

class TrainingPreviewTest {
    @TempDir
    Path folder = Path.of("");

    private final StringWriter said = new StringWriter();

    /** Pictures of one colour per class, as many of each as said. */
    private record Coloured(List<Integer> counts) implements LabelledImages {
        @Override
        public List<String> labels() {
            return IntStream.range(0, counts.size()).mapToObj(k -> "class " + k).toList();
        }

        @Override
        public int size() {
            return counts.stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public String name(int i) {
            return Integer.toString(i);
        }

        @Override
        public int label(int i) {
            int label = 0;
            for (int rest = i; rest >= counts.get(label); label++) {
                rest -= counts.get(label);
            }
            return label;
        }

        @Override
        public BufferedImage image(int i) {
            return Pixels.paper(30 + i % 7, 20, color(label(i)));
        }

        static int color(int label) {
            return 0x204060 + 0x2003 * label;
        }
    }

    private void show(LabelledImages train, Optional<LabelledImages> test) {
        new TrainingPreview(new TrainingArguments.Pictures(train, test)).show(folder, new PrintWriter(said, true));
    }

    private boolean has(String file, int color) {
        return IntStream.of(Pixels.rgb(Images.read(folder.resolve(file)))).anyMatch(pixel -> pixel == color);
    }

    @Test
    void classesAreDrawnAndSampled() {
        show(new Coloured(List.of(9, 3)), Optional.of(new Coloured(List.of(2, 2))));
        assertThat(said.toString())
                .contains("12 pictures: 9 class 0, 3 class 1", TrainingPreview.CLASSES, TrainingPreview.SAMPLES)
                .doesNotContain("uneven");
        assertThat(has(TrainingPreview.SAMPLES, Coloured.color(0))).isTrue();
        assertThat(has(TrainingPreview.SAMPLES, Coloured.color(1))).isTrue();
        assertThat(Images.read(folder.resolve(TrainingPreview.CLASSES)).getHeight())
                .isGreaterThan(80);
    }

    @Test
    void whatIsRareIsSaid() {
        show(new Coloured(List.of(40, 9, 20)), Optional.empty());
        assertThat(said.toString()).contains("uneven: 9 pictures of class 1 and 40 of class 0");
    }

    @Test
    void ofVeryManyClassesTheFewestAndTheMostAreShown() {
        List<Integer> counts = IntStream.range(0, 300).mapToObj(k -> 300 - k).toList();
        show(new Coloured(counts), Optional.empty());
        assertThat(said.toString()).contains("45150 pictures of 300 classes, 1 to 300 of each");
        assertThat(has(TrainingPreview.SAMPLES, Coloured.color(0))).isTrue();
        assertThat(has(TrainingPreview.SAMPLES, Coloured.color(299))).isTrue();
        assertThat(has(TrainingPreview.SAMPLES, Coloured.color(150))).isFalse();
        assertThat(Images.read(folder.resolve(TrainingPreview.SAMPLES)).getHeight())
                .isLessThan(4000);
    }
}
