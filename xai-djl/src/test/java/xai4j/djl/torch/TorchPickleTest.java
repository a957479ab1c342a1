package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
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

    /**
     * A dictionary of the attributes {@code cuda} and {@code place}, of a device and of a storage. The text "cuda:0" is written once, as the value of an
     * attribute, and fetched again for the device and for the storage, as PyTorch writes it.
     */
    @Test
    void onlyDevicesAreMovedToAnotherDevice() {
        String pickle = "\u0080\u0002}("
                + text("cuda") + "q\u0001" + "K\u0007"
                + text("place") + text("cuda:0") + "q\u0002"
                + text("device") + "ctorch\ndevice\n(" + "h\u0002" + "tR"
                + text("w") + "((" + text("storage") + "ctorch\nFloatStorage\n" + text("0") + "h\u0002" + "K\u0001tQ"
                + "t"
                + text("again") + "h\u0001"
                + "u.";
        String expected = pickle.replace("(h\u0002tR", "(" + text("cpu") + "tR")
                .replace("h\u0002K\u0001tQ", text("cpu") + "K\u0001tQ");
        assertThat(moved(pickle)).isEqualTo(expected).contains(text("place") + text("cuda:0"));
    }

    /** The other way round: written for a storage, fetched as the value of an attribute. */
    @Test
    void aTextThatIsSharedWithADeviceStaysWhereItIsNone() {
        String pickle = "\u0080\u0002}("
                + text("w") + "((" + text("storage") + "ctorch\nFloatStorage\n" + text("0") + text("cuda:0") + "q\u0001"
                + "K\u0001tQt"
                + text("place") + "h\u0001"
                + text("v") + "((" + text("storage") + "ctorch\nFloatStorage\n" + text("1") + "h\u0001K\u0001tQt"
                + "u.";
        String expected = pickle.replace(text("0") + text("cuda:0"), text("0") + text("cpu"))
                .replace(text("place") + "h\u0001", text("place") + text("cuda:0"));
        assertThat(moved(pickle)).isEqualTo(expected);
    }

    private static String text(String value) {
        return "X" + (char) value.length() + "\0\0\0" + value;
    }

    private static String moved(String pickle) {
        byte[] bytes =
                TorchPickle.read(pickle.getBytes(StandardCharsets.ISO_8859_1)).onDevice("cpu");
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
