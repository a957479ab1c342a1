package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xai4j.djl.torch.Golden.assertClose;
import static xai4j.djl.torch.Golden.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.djl.Platform;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.MaskedPrediction;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class InputSearchTest {
    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private static TorchScriptModel open(String name, LoadOptions options) {
        return TorchScriptModel.open(Golden.path("shapes/" + name + ".trace.pt"), options.withThreads(1));
    }

    @Test
    void channelsMayStandLast() {
        try (TorchScriptModel model = open("last", LoadOptions.defaults())) {
            assertThat(model.spec().input()).isEqualTo(ImageInput.nhwc(3, Shape.DYNAMIC, Shape.DYNAMIC));
            Tensor input = tensor("shapes/last-input");
            assertClose(model.predict(input), tensor("shapes/last-output"), 1e-6);
            Objective objective = Objective.classes(Score.LOGIT, new int[] {0, 1}, 2);
            Tensor gradient = model.gradients(input, objective, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                    .gradients()
                    .get(Layer.INPUT);
            assertThat(gradient.shape()).isEqualTo(input.shape());
            Tensor features =
                    model.activations(input, Set.of(model.layer("c"))).values().get(model.layer("c"));
            assertThat(features.shape()).isEqualTo(Shape.of(2, 4, 7, 9));
        }
    }

    @Test
    void imagesWithTheChannelsLastAreComposedByTheEngine() {
        try (TorchScriptModel model = open("last", LoadOptions.defaults())) {
            Tensor image = tensor("shapes/last-input").row(0);
            Tensor fill = tensor("shapes/last-input").row(1);
            int[] regions = new int[9 * 11];
            for (int i = 0; i < regions.length; i++) {
                regions[i] = i % 11 < 4 ? 0 : 1;
            }
            Tensor composed = image.copy();
            for (int i = 0; i < composed.size(); i++) {
                composed.set(i, regions[i / 3] == 0 ? image.at(i) : fill.at(i));
            }
            try (MaskedPrediction.MaskedImage masked = model.masked(image, fill, regions, 2)) {
                assertThat(masked.predict(Tensor.of(Shape.of(1, 2), 1, 0), Score.OUTPUT))
                        .isEqualTo(model.predict(composed.reshape(image.shape().prepend(1))));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"square, 40, 40", "patches, 24, 24"})
    void anUnusualSquareIsFoundByWhatTheEngineSaysOfIt(String name, int height, int width) {
        try (TorchScriptModel model = open(name, LoadOptions.defaults())) {
            assertThat(model.spec().input()).isEqualTo(ImageInput.nchw(3, height, width));
            assertClose(model.predict(tensor("shapes/" + name + "-input")), tensor("shapes/" + name + "-output"), 1e-6);
        }
    }

    @Test
    void aShapeThatIsGivenDecides() {
        for (Shape given : new Shape[] {Shape.of(12, 20), Shape.of(3, 12, 20)}) {
            try (TorchScriptModel model = open("oblong", LoadOptions.defaults().withInputShape(given))) {
                assertThat(model.spec().input()).isEqualTo(ImageInput.nchw(3, 12, 20));
                assertClose(model.predict(tensor("shapes/oblong-input")), tensor("shapes/oblong-output"), 1e-6);
            }
        }
        for (Shape given : new Shape[] {Shape.of(9, 11, 3), Shape.of(3, 9, 11), Shape.of(9, 11)}) {
            try (TorchScriptModel model = open("last", LoadOptions.defaults().withInputShape(given))) {
                assertThat(model.spec().input().layout()).isEqualTo(ImageLayout.NHWC);
            }
        }
    }

    @Test
    void theMessageNamesTheOptionWhenNothingFits() {
        assertThatThrownBy(() -> open("oblong", LoadOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("--input-size")
                .hasMessageContaining("withInputSize")
                .hasMessageContaining("cannot be multiplied");
        assertThatThrownBy(() -> open("oblong", LoadOptions.defaults().withInputSize(20, 20)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("[20, 20]");
    }

    private static final String CONVOLVED = "    w = torch.ones([3, %d, 1, 1], dtype=None, layout=None,"
            + " device=torch.device(\"cpu\"), pin_memory=False)\n    y = torch._convolution(%s, w, None, [1, 1], [0, 0], [1, 1],"
            + " False, [0, 0], 1, False, False, True, True)\n    _0 = torch.mean(torch.relu((c).forward(y, )), [2, 3])";

    private static TorchScriptModel banded(Path folder, String lines, LoadOptions options) throws IOException {
        Path file = ArchiveEdit.of("outputs/cpu.pt")
                .code(
                        "__torch__.py",
                        text -> text.replace("    _0 = torch.mean(torch.relu((c).forward(x, )), [2, 3])", lines))
                .write(folder.resolve("bands.pt"));
        return TorchScriptModel.open(file, options.withThreads(1));
    }

    /** A mean and a deviation per band say how many there are, as a convolution does. */
    @ParameterizedTest
    @ValueSource(strings = {"", "torch.div(torch.sub(x, m), m)", "torch.mul(m, x)"})
    void manyBandsAreFoundByWhatIsSaidOfThem(String scaled, @TempDir Path folder) throws IOException {
        String bands = scaled.isEmpty()
                ? String.format(CONVOLVED, 13, "x")
                : "    m = torch.ones([1, 13, 1, 1], dtype=None, layout=None, device=torch.device(\"cpu\"),"
                        + " pin_memory=False)\n    s = " + scaled + "\n" + String.format(CONVOLVED, 13, "s");
        LoadOptions sized = LoadOptions.defaults().withInputSize(40, 24);
        for (LoadOptions options : List.of(LoadOptions.defaults(), sized)) {
            try (TorchScriptModel model = banded(folder, bands, options)) {
                assertThat(model.spec().input().channels()).isEqualTo(13);
                assertThat(model.spec().input().layout()).isEqualTo(ImageLayout.NCHW);
                assertThat(model.spec().scores()).isEqualTo(ScoreKind.LOGITS);
            }
        }
    }

    /** Which of many bands a network picks says nothing of how many there are; their number can be said. */
    @Test
    void aNetworkThatPicksBandsTakesWhatItIsSaidToTake(@TempDir Path folder) throws IOException {
        String picked = "    s = torch.cat([torch.slice(x, 1, 3, 6), torch.slice(x, 1, 10, 13)], 1)\n"
                + String.format(CONVOLVED, 6, "s");
        LoadOptions said = LoadOptions.defaults().withInputShape(Shape.of(13, 40, 24));
        try (TorchScriptModel model = banded(folder, picked, said)) {
            assertThat(model.spec().input().imageShape().dim(0)).isEqualTo(13);
            Tensor image = Tensor.zeros(Shape.of(1, 13, 40, 24));
            assertThat(model.predict(image).shape()).isEqualTo(Shape.of(1, 5));
        }
        assertThatThrownBy(() -> banded(folder, picked, LoadOptions.defaults().withInputSize(40, 24))
                        .close())
                .isInstanceOf(ModelException.class);
    }

    @Test
    void complaintsAreRead() {
        ImageInput tried = ImageInput.nchw(3, 8, 224);
        assertThat(new EngineErrorHints("expected input[2, 3, 8, 8] to have 1 channels, but got 3 channels instead")
                        .channels(tried))
                .contains(new EngineErrorHints.Channels(1, 3));
        assertThat(new EngineErrorHints("running_mean should contain 3 elements not 224").channels(tried))
                .contains(new EngineErrorHints.Channels(3, 224));
        String sizes = "The size of tensor a (%d) must match the size of tensor b (%d) at non-singleton dimension %d";
        assertThat(new EngineErrorHints(String.format(sizes, 3, 13, 1)).channels(tried))
                .contains(new EngineErrorHints.Channels(13, 3));
        assertThat(new EngineErrorHints(String.format(sizes, 13, 224, 3)).channels(tried))
                .contains(new EngineErrorHints.Channels(13, 224));
        assertThat(new EngineErrorHints(String.format(sizes, 50, 197, 1)).channels(tried))
                .isEmpty();
        assertThat(new EngineErrorHints("mat1 and mat2 shapes cannot be multiplied (2x400 and 100x4)").growth())
                .isEqualTo(OptionalDouble.of(0.25));
        assertThat(new EngineErrorHints("shape '[2, 50]' is invalid for input of size 50").growth())
                .isEqualTo(OptionalDouble.of(2));
        assertThat(new EngineErrorHints("The size of tensor a (16) must match the size of tensor b (64) at").growth())
                .isEqualTo(OptionalDouble.of(4));
        assertThat(new EngineErrorHints("something else (2x3)").growth()).isEmpty();
    }
}
