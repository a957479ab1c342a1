package xai4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.image.Box;

class TruthMaskTest {
    @Test
    void boxesAreTheirPixelsTogetherAndCutOffAtThePicture() {
        List<Box> boxes = List.of(
                new Box(1, 3, 2, 4),
                new Box(2, 5, 3, 6),
                new Box(3, 9, 5, 12),
                new Box(0, 2, 7, 9),
                new Box(6, 7, 0, 1));
        TruthMask rule = TruthMask.of(7, 5, (x, y) -> boxes.stream()
                .anyMatch(box -> x >= box.left() && x < box.right() && y >= box.top() && y < box.bottom()));
        assertThat(TruthMask.of(7, 5, boxes)).isEqualTo(rule);
        assertThat(rule.area()).isEqualTo(14);
        assertThat(TruthMask.of(7, 5, List.of()).area()).isZero();
    }
}
