package xai4j.benchmarks;

import java.awt.image.BufferedImage;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Provenance;
import xai4j.explain.Rendering;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.numeric.CounterRandom;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What drawing over a photograph of twelve megapixels costs, in processor time of one thread; the median of nine after a warm-up. */
public final class OverlayCost {
    private static final int WIDTH = 4000;
    private static final int HEIGHT = 3000;
    private static final int INPUT = 224;
    private static final int ROUNDS = 9;
    private static final List<ExplainedTarget> TARGETS =
            List.of(ExplainedTarget.named("one", 1), ExplainedTarget.named("two", 0));
    private static final Provenance PROVENANCE = new Provenance("any", Map.of(), "model", "", Score.LOGIT, 0, 0, "");
    private static final PixelMapping MAPPING = new PixelMapping(0, (double) WIDTH / INPUT, 0, (double) HEIGHT / INPUT);

    private OverlayCost() {}

    /** Prints a row per drawing. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedImage photograph = photograph();
        Map<String, Rendering> drawings = new LinkedHashMap<>();
        drawings.put("map of 7×7", map(7).render());
        drawings.put("map of 224×224 with signs", input().render());
        drawings.put("60 regions", regions().render());
        out.println("| drawing | at the photograph's size, ms | sheet of two classes, ms |");
        out.println("|---|---|---|");
        drawings.forEach((name, drawing) -> out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f |%n",
                name,
                median(() -> drawing.withoutLegend().overlay(photograph)),
                median(() -> drawing.overlay(photograph))));
    }

    private static double median(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        return IntStream.range(0, 2 * ROUNDS)
                .mapToDouble(i -> {
                    long start = threads.getCurrentThreadCpuTime();
                    work.run();
                    return (threads.getCurrentThreadCpuTime() - start) / 1e6;
                })
                .skip(ROUNDS)
                .sorted()
                .skip(ROUNDS / 2)
                .findFirst()
                .orElseThrow();
    }

    private static BufferedImage photograph() {
        BufferedImage photograph = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                photograph.setRGB(x, y, (x * 31 + y * 17) & 0xFF | (x & 0xFF) << 8 | (y & 0xFF) << 16);
            }
        }
        return photograph;
    }

    private static Tensor values(Shape shape) {
        Tensor values = Tensor.zeros(shape);
        CounterRandom random = new CounterRandom(1, 0);
        for (int i = 0; i < values.size(); i++) {
            values.set(i, (float) random.normal(i));
        }
        return values;
    }

    private static SaliencyMap map(int side) {
        return new SaliencyMap(
                TARGETS, values(Shape.of(2, side, side)), INPUT, INPUT, MAPPING, PROVENANCE, Diagnostics.NONE);
    }

    private static SaliencyMap input() {
        return new SaliencyMap(
                TARGETS, values(Shape.of(2, 3, INPUT, INPUT)), INPUT, INPUT, MAPPING, PROVENANCE, Diagnostics.NONE);
    }

    private static SegmentAttribution regions() {
        int[] labels = IntStream.range(0, INPUT * INPUT)
                .map(i -> i / INPUT * 6 / INPUT * 10 + i % INPUT * 10 / INPUT)
                .toArray();
        return new SegmentAttribution(
                TARGETS,
                values(Shape.of(2, 60)),
                Optional.empty(),
                Segmentation.of(INPUT, INPUT, labels),
                MAPPING,
                PROVENANCE,
                Diagnostics.NONE);
    }
}
