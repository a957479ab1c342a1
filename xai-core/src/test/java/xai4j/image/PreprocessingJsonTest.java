package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Model files and explanations hold preprocessings as JSON, under names that stay. */
class PreprocessingJsonTest {
    private static final String WRITTEN =
            "{\"name\":\"custom\",\"fit\":\"LETTERBOX\",\"interpolation\":\"BILINEAR\",\"cropRatio\":1.0,"
                    + "\"defaultSize\":64,\"order\":\"BGR\",\"scale\":0.5,\"mean\":[1.0],\"std\":[2.0]}";

    @Test
    void theNamesInFilesStay() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Preprocessing read = json.readValue(WRITTEN, Preprocessing.class);
        assertThat(read.resizeMode()).isEqualTo(ResizeMode.LETTERBOX);
        assertThat(json.readTree(json.writeValueAsString(read))).isEqualTo(json.readTree(WRITTEN));
    }
}
