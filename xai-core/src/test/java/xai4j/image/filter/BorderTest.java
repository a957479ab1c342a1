package xai4j.image.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BorderTest {
    /** What NumPy 2's {@code pad} gives for its modes symmetric, reflect, edge and wrap. */
    @ParameterizedTest
    @CsvSource({
        "MIRROR,aabccbaabccbaabcc",
        "REFLECT,bcbabcbabcbabcbab",
        "REPEAT,aaaaaaaabcccccccc",
        "WRAP,cabcabcabcabcabca"
    })
    void whatLiesBeyondThreePixels(Border border, String expected) {
        String seen = IntStream.range(-7, 10)
                .mapToObj(position -> String.valueOf("abc".charAt(border.inside(position, 3))))
                .collect(Collectors.joining());
        assertThat(seen).isEqualTo(expected);
        assertThat(border.inside(-4, 1)).isZero();
        assertThat(border.inside(5, 1)).isZero();
    }
}
