package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.ModelSpec;
import xai4j.model.PreprocessingOrigin;

class InputScalingTest {
    private static final LoadOptions OPTIONS =
            LoadOptions.defaults().withInputSize(8, 8).withThreads(1);

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private ModelSpec beginning(String first, LoadOptions options) throws IOException {
        Path file = ArchiveEdit.of("outputs/cpu.pt")
                .code("__torch__.py", text -> text.replace("(c).forward(x, )", "(c).forward(" + first + ", )"))
                .write(folder.resolve("net.pt"));
        try (TorchScriptModel model = TorchScriptModel.open(file, options)) {
            return model.spec();
        }
    }

    @Test
    void aNetworkThatScalesBytesGetsRawPixels() throws IOException {
        String mean = "torch.reshape(torch.tensor([0.485, 0.456, 0.406]), [1, 3, 1, 1])";
        for (String first : new String[] {
            "torch.div(x, 255)",
            "torch.sub(torch.div(x, 127.5), 1)",
            "torch.div(torch.sub(torch.mul(x, 0.00392156862745098), " + mean + "), 0.225)"
        }) {
            ModelSpec spec = beginning(first, OPTIONS);
            assertThat(spec.preprocessing()).as(first).isEqualTo(Preprocessing.raw());
            assertThat(spec.preprocessingOrigin()).isEqualTo(PreprocessingOrigin.MODEL);
        }
    }

    @Test
    void aNetworkThatNormalisesTheUnitRangeGetsIt() throws IOException {
        assertThat(beginning("torch.div(torch.sub(x, 0.5), 0.25)", OPTIONS).preprocessing())
                .isEqualTo(Preprocessing.unit());
    }

    @Test
    void whatIsNoScalingTellsNothingAndTheCallerComesFirst() throws IOException {
        for (String first : new String[] {"x", "torch.relu(x)", "torch.mul(x, x)"}) {
            assertThat(beginning(first, OPTIONS).preprocessingOrigin()).isEqualTo(PreprocessingOrigin.ASSUMED);
        }
        Preprocessing caffe = Preprocessing.rawBgr();
        assertThat(beginning("torch.div(x, 255)", OPTIONS.withPreprocessing(caffe))
                        .preprocessing())
                .isEqualTo(caffe);
    }
}
