package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;
import xai4j.image.ImageInput;
import xai4j.model.ModelSpec;
import xai4j.tensor.Shape;

class InputSizeTest {
    @Test
    void heightStandsFirst() {
        assertThat(new InputSize.Converter().convert("224x320")).isEqualTo(new InputSize(224, 320));
    }

    @ParameterizedTest
    @ValueSource(strings = {"224", "0x5", "x", "224x", "-1x5", "224x320x3", "1e3x5"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> new InputSize.Converter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("224x320");
    }

    @Test
    void itFillsWhatTheModelLeavesOpenAndContradictsNothing() {
        ModelSpec open = ModelSpec.of("net", ImageInput.nchw(3, Shape.DYNAMIC, 20));
        assertThat(new InputSize(10, 20).of(open)).isEqualTo(ImageInput.nchw(3, 10, 20));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InputSize(10, 30).of(open))
                .withMessageContaining("[3, ?, 20]")
                .withMessageContaining("10x30");
    }
}
