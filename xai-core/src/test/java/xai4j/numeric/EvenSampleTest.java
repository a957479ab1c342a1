package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvenSampleTest {
    @Test
    void aSampleIsSpreadOverTheList() {
        List<Integer> seven = List.of(0, 1, 2, 3, 4, 5, 6);
        assertThat(EvenSample.of(seven, 3)).containsExactly(0, 2, 4);
        assertThat(EvenSample.of(seven, 7)).isEqualTo(seven);
        assertThat(EvenSample.of(seven, 100)).isEqualTo(seven);
        assertThat(EvenSample.of(List.of(), 3)).isEmpty();
    }
}
