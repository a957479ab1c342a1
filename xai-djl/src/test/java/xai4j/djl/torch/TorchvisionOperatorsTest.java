package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Torchvision's operators in the engine's own, against their definitions. */
class TorchvisionOperatorsTest {
    private static final String RETURN = "    _0 = torch.mean(torch.relu((c).forward(x, )), [2, 3])\n    return _0";
    private static final int SIDE = 32;

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    private TorchScriptModel open(String lines) throws IOException {
        Path file = ArchiveEdit.of("outputs/cpu.pt")
                .code("__torch__.py", text -> text.replace(
                                RETURN,
                                "    x = torch.stack(images, 0)\n" + lines + "    return torch.reshape(y, [1, -1])")
                        .replace("x: Tensor) -> Tensor", "images: List[Tensor]) -> Tensor"))
                .write(folder.resolve("operator.pt"));
        return TorchScriptModel.open(
                file,
                LoadOptions.defaults()
                        .withInputSize(SIDE, SIDE)
                        .withThreads(1)
                        .withPreprocessing(Preprocessing.raw())
                        .withOutput("output"));
    }

    private static Tensor picture() {
        Random random = new Random(3);
        Tensor picture = Tensor.zeros(Shape.of(3, SIDE, SIDE));
        for (int i = 0; i < picture.size(); i++) {
            picture.set(i, (float) random.nextGaussian());
        }
        return picture;
    }

    private static String matrix(double[][] rows) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row).mapToObj(String::valueOf).collect(Collectors.joining(", ", "[", "]")))
                .collect(Collectors.joining(", ", "torch.tensor([", "])"));
    }

    /** Regions within, over the border, far outside and smaller than a pixel; bins that are halves of pixels wide and many. */
    @ParameterizedTest
    @CsvSource({"true, 2", "false, 2", "true, 0", "false, 0", "true, 3"})
    void regionsAreAveraged(boolean aligned, int ratio) throws IOException {
        double[][] rois = {
            {0, 4, 6, 20, 30}, {0, -5, -3, 9, 12}, {0, 50, 40, 70, 63.5}, {0, 10, 10, 10.2, 10.1}, {0, 1, 2, 61, 60}
        };
        double scale = 0.5;
        try (TorchScriptModel model =
                open("    rois = " + matrix(rois) + "\n    y = ops.torchvision.roi_align(x, rois, " + scale + ", 3, 2, "
                        + ratio + ", " + (aligned ? "True" : "False") + ")\n")) {
            Tensor picture = picture();
            Tensor found = model.predict(picture.reshape(Shape.of(1, 3, SIDE, SIDE)));
            List<Double> expected = new ArrayList<>();
            for (double[] roi : rois) {
                for (int channel = 0; channel < 3; channel++) {
                    Tensor plane = picture.row(channel);
                    for (int i = 0; i < 6; i++) {
                        expected.add(bin(plane, roi, scale, i / 2, i % 2, ratio, aligned));
                    }
                }
            }
            assertThat(found.size()).isEqualTo(expected.size());
            for (int i = 0; i < found.size(); i++) {
                assertThat((double) found.at(i)).as("bin " + i).isCloseTo(expected.get(i), within(1e-5));
            }
            SaliencyMap map = Explainers.inputXGradient(model)
                    .target(Target.index(7))
                    .explain(PreparedImage.ofTensor(picture, model.spec().input(), Preprocessing.raw()));
            double sum = 0;
            for (int i = 0; i < map.values().size(); i++) {
                sum += map.values().at(i);
            }
            assertThat(sum).as("linear in the map").isCloseTo(expected.get(7), within(1e-4));
        }
    }

    private static double bin(
            Tensor plane, double[] roi, double scale, int row, int column, int ratio, boolean aligned) {
        double offset = aligned ? 0.5 : 0;
        double left = roi[1] * scale - offset;
        double top = roi[2] * scale - offset;
        double width = roi[3] * scale - offset - left;
        double height = roi[4] * scale - offset - top;
        if (!aligned) {
            width = Math.max(width, 1);
            height = Math.max(height, 1);
        }
        int down = ratio > 0 ? ratio : (int) Math.ceil(height / 3);
        int across = ratio > 0 ? ratio : (int) Math.ceil(width / 2);
        double sum = 0;
        for (int i = 0; i < down * across; i++) {
            double y = top + height / 3 * (row + (i / across + 0.5) / down);
            double x = left + width / 2 * (column + (i % across + 0.5) / across);
            sum += at(plane, y, x);
        }
        return sum / (down * across);
    }

    private static double at(Tensor plane, double y, double x) {
        if (y < -1 || y > SIDE || x < -1 || x > SIDE) {
            return 0;
        }
        double row = Math.min(Math.max(y, 0), SIDE - 1);
        double column = Math.min(Math.max(x, 0), SIDE - 1);
        int top = Math.min((int) row, SIDE - 2);
        int left = Math.min((int) column, SIDE - 2);
        double down = row - top;
        double right = column - left;
        return (1 - down) * ((1 - right) * plane.get(top, left) + right * plane.get(top, left + 1))
                + down * ((1 - right) * plane.get(top + 1, left) + right * plane.get(top + 1, left + 1));
    }

    /** Few boxes by all at once, many one after the other. */
    @Test
    void overlappingBoxesAreSuppressed() throws IOException {
        for (int count : new int[] {1, 60, 3100}) {
            Random random = new Random(count);
            double[][] boxes = new double[count][];
            double[] scores = new double[count];
            for (int i = 0; i < count; i++) {
                double left = random.nextInt(50);
                double top = random.nextInt(50);
                boxes[i] = new double[] {left, top, left + 1 + random.nextInt(20), top + 1 + random.nextInt(20)};
                scores[i] = random.nextInt(40) / 40.0;
            }
            String lines =
                    "    boxes = " + matrix(boxes) + "\n    scores = torch.select(" + matrix(new double[][] {scores})
                            + ", 0, 0)\n    keep = ops.torchvision.nms(boxes, scores, 0.4)\n"
                            + "    y = torch.mul(torch.add(torch.to(keep, 6), 1), torch.gt(torch.mean(x), -9.0))\n";
            try (TorchScriptModel model = open(lines)) {
                float[] found = model.predict(picture().reshape(Shape.of(1, 3, SIDE, SIDE)))
                        .toArray();
                List<Integer> expected = kept(boxes, scores);
                assertThat(found).hasSize(expected.size());
                for (int i = 0; i < found.length; i++) {
                    assertThat((int) found[i] - 1).isEqualTo(expected.get(i));
                }
            }
        }
    }

    private static List<Integer> kept(double[][] boxes, double[] scores) {
        List<Integer> order = IntStream.range(0, boxes.length)
                .boxed()
                .sorted(Comparator.comparing(i -> -scores[i]))
                .toList();
        List<Integer> kept = new ArrayList<>();
        for (int i : order) {
            if (kept.stream().noneMatch(other -> share(boxes[i], boxes[other]) > 0.4)) {
                kept.add(i);
            }
        }
        return kept;
    }

    private static double share(double[] a, double[] b) {
        double width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
        double height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        double both = width * height;
        return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
    }
}
