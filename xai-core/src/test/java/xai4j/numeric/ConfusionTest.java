package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
    @Test
    void precisionAndRecallAreSharesOfPredictionsAndOfPictures() {
        Confusion confusion = new Confusion(List.of("a", "b", "c"));
        confusion.add(0, 0);
        confusion.add(0, 0);
        confusion.add(0, 1);
        confusion.add(1, 1);
        confusion.addLoss(6);
        assertThat(confusion.accuracy()).isEqualTo(0.75);
        assertThat(confusion.loss()).isEqualTo(1.5);
        assertThat(confusion.classes())
                .containsExactly(
                        new ClassMetrics("a", 1, 2.0 / 3, 3),
                        new ClassMetrics("b", 0.5, 1, 1),
                        new ClassMetrics("c", 0, 0, 0));
    }
}
