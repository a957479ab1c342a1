package xai4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Names that are suggested for one that is not there. */
class NearestNamesTest {
    private static final List<String> LABELS = List.of("blue", "Persian_cat", "Egyptian cat", "tabby, tabby cat");

    @Test
    void caseBlanksAndSignsAreNoDifference() {
        assertThat(NearestNames.slips(LABELS, "Persian cat", 3)).containsExactly("Persian_cat");
        assertThat(NearestNames.slips(LABELS, "tabby tabby-cat", 3)).containsExactly("tabby, tabby cat");
    }

    @Test
    void aLetterInFourMayDiffer() {
        assertThat(NearestNames.slips(LABELS, "Blu", 3)).containsExactly("blue");
        assertThat(NearestNames.slips(LABELS, "Egyptien kat", 3)).containsExactly("Egyptian cat");
        assertThat(NearestNames.slips(LABELS, "zebra", 3)).isEmpty();
    }

    @Test
    void theNearestComeFirst() {
        assertThat(NearestNames.of(List.of("layer4.2", "layer1.0", "layer4.1"), "layer4.1.relu", 2))
                .containsExactly("layer4.1", "layer4.2");
    }
}
