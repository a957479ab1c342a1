package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchPickleTest {
    /** Nothing at all; a value that is taken away again; cut off in the middle. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0080\u0002.", "\u0080\u0002N0.", "\u0080\u0002N"})
    void whatHoldsNoValueIsRefused(String pickle) {
        assertThatThrownBy(() -> TorchPickle.read(pickle.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
