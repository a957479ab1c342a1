package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.coalition.ToyModel;
import xai4j.image.ImageInput;
import xai4j.tensor.XaiException;

class ManyPicturesTest {
    private static final ToyModel MODEL = new ToyModel(ImageInput.nchw(3, 16, 24));

    private static BufferedImage picture(int seed) {
        BufferedImage picture = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 24 * 16; i++) {
            picture.setRGB(i % 24, i / 24, (i + 1) * (seed + 3) * 2654435 & 0xFFFFFF);
        }
        return picture;
    }

    private static Explainer<SaliencyMap> explainer() {
        return Explainers.rise(MODEL).samples(40).seed(3);
    }

    @Test
    void manyPicturesGiveWhatEachGivesAlone() {
        List<BufferedImage> pictures =
                IntStream.range(0, 9).mapToObj(ManyPicturesTest::picture).toList();
        List<SaliencyMap> together = explainer().explainAll(pictures);
        assertThat(together)
                .isEqualTo(pictures.stream().map(explainer()::explain).toList());
    }

    @Test
    void whatGoesWrongWithAPictureIsItsResult() {
        List<PictureSource> sources = List.of(
                new PictureSource("a", () -> picture(1)),
                PictureSource.of(Path.of("nowhere.png")),
                new PictureSource("c", () -> picture(2)));
        try (Stream<PictureResult<SaliencyMap>> results = explainer().explainAll(sources.stream())) {
            List<PictureResult<SaliencyMap>> all = results.toList();
            assertThat(all).extracting(PictureResult::name).containsExactly("a", "nowhere.png", "c");
            assertThat(all)
                    .extracting(result -> result.explanation().isPresent())
                    .containsExactly(true, false, true);
            assertThatThrownBy(() -> all.get(1).get())
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("nowhere.png");
        }
    }

    @Test
    void picturesAreReadWhenTheirResultsAreNear() {
        AtomicInteger read = new AtomicInteger();
        Stream<PictureSource> endless =
                Stream.generate(() -> new PictureSource("x", () -> picture(read.incrementAndGet())));
        List<String> names = new ArrayList<>();
        try (Stream<PictureResult<SaliencyMap>> results = explainer().explainAll(endless)) {
            results.limit(5).forEach(result -> names.add(result.name()));
        }
        int ahead = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
        assertThat(names).hasSize(5);
        assertThat(read.get()).isLessThanOrEqualTo(5 + ahead);
    }
}
