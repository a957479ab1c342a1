package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.djl.Platform;
import xai4j.explain.SaliencyMap;
import xai4j.image.PreparedImage;
import xai4j.model.LoadOptions;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Networks whose input lacks an axis give the scores, maps and gradients that the same network with all axes gives. */
class FewerAxesTest {
    private static final String RETURN = "    _0 = torch.mean(torch.relu((c).forward(x, )), [2, 3])\n    return _0";

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    /** The colour network with another way from its input to its scores. */
    private TorchScriptModel open(String input, String result) throws IOException {
        String lines = "    y = torch.mean(torch.relu((c).forward(" + input + ", )), [2, 3])\n    return " + result;
        Path file = ArchiveEdit.of("outputs/cpu.pt")
                .code("__torch__.py", text -> text.replace(RETURN, lines))
                .write(folder.resolve("net.pt"));
        return TorchScriptModel.open(
                file, LoadOptions.defaults().withInputSize(32, 32).withThreads(1));
    }

    private static Tensor image(int channels, int seed) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        Tensor image = Tensor.zeros(Shape.of(1, channels, 32, 32));
        for (int i = 0; i < image.size(); i++) {
            image.set(i, (float) random.nextDouble());
        }
        return image;
    }

    @ParameterizedTest
    @CsvSource({
        "'torch.unsqueeze(x, 0)', y, 1",
        "'torch.unsqueeze(x, 0)', 'torch.squeeze(y, 0)', 1",
        "'torch.reshape(torch.t(torch.t(x)), [-1, 3, 32, 32])', y, -1"
    })
    void anImageWithoutBatchAndImagesAsRowsAreExplainedAsImages(String input, String result, int batch)
            throws IOException {
        Tensor image = image(3, 1);
        try (TorchScriptModel plain = open("x", "y");
                TorchScriptModel odd = open(input, result)) {
            assertThat(odd.spec().input().channels()).isEqualTo(3);
            assertThat(odd.spec().input().batch()).isEqualTo(batch);
            assertThat(odd.predict(image).toArray())
                    .isEqualTo(plain.predict(image).toArray());
            for (String method : new String[] {"grad-cam", "saliency"}) {
                assertThat(explained(odd, image, method).values().toArray())
                        .isEqualTo(explained(plain, image, method).values().toArray());
            }
        }
    }

    private static SaliencyMap explained(TorchScriptModel model, Tensor image, String method) {
        PreparedImage prepared = PreparedImage.ofTensor(
                image.row(0), model.spec().input(), model.spec().preprocessing());
        return (SaliencyMap) Explainers.named(method, model).explain(prepared);
    }

    @Test
    void greyImagesWithoutAnAxisForTheirChannelAreExplained() throws IOException {
        Tensor grey = image(1, 2);
        Tensor colours = Tensor.zeros(Shape.of(1, 3, 32, 32));
        for (int i = 0; i < colours.size(); i++) {
            colours.set(i, grey.at(i % grey.size()));
        }
        try (TorchScriptModel plain = open("x", "y");
                TorchScriptModel odd = open("torch.repeat(torch.unsqueeze(x, 1), [1, 3, 1, 1])", "y")) {
            assertThat(odd.spec().input().channels()).isEqualTo(1);
            assertThat(odd.predict(grey).toArray())
                    .isEqualTo(plain.predict(colours).toArray());
            float[] own = explained(odd, grey, "input-x-gradient").values().toArray();
            float[] three =
                    explained(plain, colours, "input-x-gradient").values().toArray();
            for (int i = 0; i < own.length; i++) {
                float sum = three[i] + three[i + own.length] + three[i + 2 * own.length];
                assertThat(own[i]).isCloseTo(sum, within(1e-6f));
            }
        }
    }

    @Test
    void aNetworkThatMakesSeveralImagesOfALargerOneTakesOneSizeOnly() throws IOException {
        try (TorchScriptModel cutting = open("torch.reshape(x, [-1, 3, 32, 32])", "y")) {
            assertThat(cutting.spec().input().imageShape()).isEqualTo(Shape.of(3, 32, 32));
        }
    }

    @Test
    void viewsInsideABatchAreNoMaps() throws IOException {
        try (TorchScriptModel views =
                open("torch.cat([x, torch.flip(x, [3])])", "torch.mean(torch.reshape(y, [2, -1, 5]), [0])")) {
            assertThat(views.lastSpatialLayer()).isEmpty();
            assertThat(Explainers.inspect(views).get("grad-cam").reason()).contains("spatial extent");
            assertThat(views.predict(image(3, 3)).shape()).isEqualTo(Shape.of(1, 5));
        }
    }
}
