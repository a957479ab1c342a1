package xai4j.evaluate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Kinds of explanations among maps that were made elsewhere. */
class EvidenceKindsTest {
    private static List<float[]> maps(int centre, int corner) {
        Random random = new Random(3);
        List<float[]> maps = new ArrayList<>();
        for (int i = 0; i < centre + corner; i++) {
            float[] map = new float[7 * 5];
            for (int cell = 0; cell < map.length; cell++) {
                map[cell] = (float) (0.1 * random.nextGaussian());
            }
            map[i < centre ? 17 : 4] += 3;
            maps.add(map);
        }
        return maps;
    }

    @Test
    void placesThatAnswersComeFromAreToldApart() {
        EvidenceKinds kinds = EvidenceKinds.of(maps(20, 14), 7, 5);
        assertThat(kinds.groups())
                .containsExactly(
                        IntStream.range(0, 20).boxed().toList(),
                        IntStream.range(20, 34).boxed().toList());
        assertThat(kinds.gap()).isGreaterThan(0.1);
        assertThat(EvidenceKinds.of(maps(20, 0), 7, 5).groups()).hasSize(1);
    }

    @Test
    void fewMapsAndMapsOfAnotherSizeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> EvidenceKinds.of(maps(5, 2), 7, 5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EvidenceKinds.of(maps(20, 14), 7, 6))
                .withMessageContaining("35 numbers are no map [7, 6]");
    }
}
