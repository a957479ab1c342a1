package xai4j.coalition.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskBatchTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 63, 64, 65, 128, 200})
    void keepsEveryPlayerApart(int players) {
        MaskBatch masks = MaskBatch.empty(players, players);
        for (int player = 0; player < players; player++) {
            masks.set(player, player, true);
        }
        for (int row = 0; row < players; row++) {
            assertThat(masks.size(row)).isOne();
            for (int player = 0; player < players; player++) {
                assertThat(masks.present(row, player)).isEqualTo(player == row);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 200})
    void complementOfTheFullCoalitionIsEmpty(int players) {
        MaskBatch full = MaskBatch.full(players, 1);
        MaskBatch masks = MaskBatch.full(players, 2);
        masks.setComplement(1, full, 0);
        assertThat(masks.size(0)).isEqualTo(players);
        assertThat(masks.size(1)).isZero();
        assertThat(masks.slice(1, 2)).isEqualTo(MaskBatch.empty(players, 1));
    }

    @Test
    void enumerationHoldsEveryCoalitionAtItsBits() {
        MaskBatch all = MaskBatch.all(3);
        assertThat(all.rows()).isEqualTo(8);
        assertThat(all.describe(5)).isEqualTo("0, 2");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MaskBatch.empty(0, 1))
                .withMessageContaining("at least one player");
        assertThatIllegalArgumentException().isThrownBy(() -> MaskBatch.all(30)).withMessageContaining("2^30");
    }
}
