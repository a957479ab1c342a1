package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.numeric.EpochSelection.Keep;

class EpochSelectionTest {
    private static final List<Validation> SEEN = List.of(
            new Validation(5, 10, 0.9),
            new Validation(7, 10, 0.8),
            new Validation(7, 10, 0.6),
            new Validation(7, 10, 0.6),
            new Validation(6, 10, 0.1));

    @Test
    void theBestHasMostRightThenTheSmallestLossThenComesFirst() {
        assertThat(EpochSelection.best(SEEN)).isEqualTo(2);
        assertThat(EpochSelection.best(List.of())).isEqualTo(-1);
    }

    @Test
    void aTrainingEndsWhenNothingBetterCameForSoLong() {
        EpochSelection patient = new EpochSelection(Keep.BEST, 2);
        assertThat(patient.endsAfter(List.of())).isFalse();
        assertThat(patient.endsAfter(SEEN.subList(0, 4))).isFalse();
        assertThat(patient.endsAfter(SEEN)).isTrue();
        assertThat(new EpochSelection(Keep.BEST, 0).endsAfter(SEEN)).isFalse();
    }

    @Test
    void onlyTheLastWithoutAnEarlyEndNeedsNothingHeldOut() {
        assertThat(EpochSelection.LAST.needsValidation()).isFalse();
        assertThat(new EpochSelection(Keep.LAST, 1).needsValidation()).isTrue();
        assertThat(new EpochSelection(Keep.BEST, 0).needsValidation()).isTrue();
        assertThatThrownBy(() -> new EpochSelection(Keep.BEST, -1)).hasMessageContaining("-1");
    }
}
