package xai4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ControlCharactersTest {
    @Test
    void commandsAreReplacedAndSignsStay() {
        assertThat(ControlCharacters.replaced("a\u001b[31mb\u0007\r\nc\u009b")).isEqualTo("a�[31mb���c�");
        assertThat(ControlCharacters.replaced("x\u202Ey\u2066z\u2028\uFFFE\uD800"))
                .isEqualTo("x�y�z���");
        assertThat(ControlCharacters.replaced("Łódź 猫 🐱 क्\u200Dष")).isEqualTo("Łódź 猫 🐱 क्\u200Dष");
        assertThat(ControlCharacters.replacedInLines("a\n\tb\u001b")).isEqualTo("a\n\tb�");
    }
}
