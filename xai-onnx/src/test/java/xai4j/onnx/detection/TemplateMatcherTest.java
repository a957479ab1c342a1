package xai4j.onnx.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.detection.BoundingBox;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionModel;
import xai4j.onnx.SmallModel;
import xai4j.rise.Rise;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A detector whose score is known: the inner product of a template with what lies under a window of its size, at every fourth pixel; the box is the
 * window. So the score of a box is the sum of template · picture over the box, exactly, and so is every map of it that is complete.
 */
class TemplateMatcherTest {
    private static final int SIDE = 40;
    private static final int SIZE = 8;
    private static final int STEP = 4;
    private static final int PLACES = (SIDE - SIZE) / STEP + 1;
    private static final BoundingBox PLACE = new BoundingBox(20, 8, 28, 16);

    @TempDir
    private Path temp;

    /** Positive and negative, of unit length. */
    private static float[] template() {
        SplittableRandom random = new SplittableRandom(3);
        float[] template = new float[SIZE * SIZE];
        double squares = 0;
        for (int i = 0; i < template.length; i++) {
            template[i] = (float) (random.nextDouble() - 0.5);
            squares += template[i] * template[i];
        }
        for (int i = 0; i < template.length; i++) {
            template[i] /= (float) Math.sqrt(squares);
        }
        return template;
    }

    private DifferentiableModel matcher() throws IOException {
        int count = PLACES * PLACES;
        float[] boxes = new float[4 * count];
        for (int i = 0; i < count; i++) {
            boxes[i] = i % PLACES * STEP + SIZE / 2f;
            boxes[count + i] = (float) (i / PLACES * STEP + SIZE / 2);
            boxes[2 * count + i] = SIZE;
            boxes[3 * count + i] = SIZE;
        }
        Path file = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, 1, 1, SIDE, SIDE)
                .weights("template", new long[] {1, 1, SIZE, SIZE}, template())
                .weights("boxes", new long[] {1, 4, count}, boxes)
                .integers("flat", 1, 1, count)
                .weights("half", new long[] {1, 1, 1, 1}, 0.5f)
                .weights("twice", new long[] {1, 1, 1, 1}, 2)
                .node("Conv", "image,half", "fine")
                .node("Conv", "fine,twice", "same")
                .node("Conv", "same,template", "map", SmallModel.numbers("strides", STEP, STEP))
                .node("Reshape", "map,flat", "score")
                .node("Concat", "boxes,score", "out", SmallModel.number("axis", 1))
                .output("out")
                .write(temp.resolve("matcher.onnx"));
        return Models.load(
                file,
                DifferentiableModel.class,
                LoadOptions.defaults()
                        .withDetections("yolov8")
                        .withLabels(List.of("template"))
                        .withPreprocessing(Preprocessing.raw()));
    }

    /** The template itself in one place, a little of everything elsewhere. */
    private static Tensor picture() {
        SplittableRandom random = new SplittableRandom(5);
        Tensor picture = Tensor.zeros(Shape.of(1, SIDE, SIDE));
        for (int i = 0; i < picture.size(); i++) {
            picture.set(i, (float) (0.05 * (random.nextDouble() - 0.5)));
        }
        float[] template = template();
        for (int i = 0; i < template.length; i++) {
            picture.set((8 + i / SIZE) * SIDE + 20 + i % SIZE, template[i]);
        }
        return picture;
    }

    @Test
    void theMapIsTemplateTimesPictureInTheBoxAndNothingElse() throws IOException {
        try (DifferentiableModel model = matcher()) {
            Tensor picture = picture();
            PreparedImage image = PreparedImage.ofTensor(picture, model.spec().input(), Preprocessing.raw());
            List<Detection> found = model.as(DetectionModel.class).orElseThrow().detect(image);
            assertThat(found.get(0).box()).isEqualTo(PLACE);
            assertThat(found.get(0).score()).isCloseTo(1, within(1e-6));
            float[] template = template();
            SaliencyMap map =
                    Explainers.inputXGradient(model).target(Target.box(0)).explain(image);
            for (int i = 0; i < picture.size(); i++) {
                int x = i % SIDE - 20;
                int y = i / SIDE - 8;
                boolean inside = x >= 0 && x < SIZE && y >= 0 && y < SIZE;
                double wanted = inside ? template[y * SIZE + x] * picture.at(i) : 0;
                assertThat((double) map.values().at(i)).isCloseTo(wanted, within(1e-7));
            }
        }
    }

    /** The score is a sum over pixels as long as the window stays the best one, so that what a region is worth is its own sum. */
    @Test
    void regionsHaveTheSumsOverTheirPixels() throws IOException {
        try (DifferentiableModel model = matcher()) {
            Tensor picture = picture();
            float[] template = template();
            PreparedImage image = PreparedImage.ofTensor(picture, model.spec().input(), Preprocessing.raw());
            SegmentAttribution why = (SegmentAttribution) Explainers.named("feature-ablation", model)
                    .set("segmenter", "grid:20x20")
                    .set("fill", "zero")
                    .target(Target.box(0))
                    .explain(image);
            for (int region = 0; region < 400; region++) {
                double wanted = 0;
                for (int p = 0; p < 4; p++) {
                    int x = 2 * (region % 20) + p % 2 - 20;
                    int y = 2 * (region / 20) + p / 2 - 8;
                    boolean inside = x >= 0 && x < SIZE && y >= 0 && y < SIZE;
                    wanted += inside ? Math.pow(template[y * SIZE + x], 2) : 0;
                }
                assertThat((double) why.values().get(0, region))
                        .as("region %d", region)
                        .isCloseTo(wanted, within(1e-6));
            }
        }
    }

    /** Only the box's own cell of the map of scores speaks for it, with its score. */
    @Test
    void layerCamIsTheScoreAtTheBoxAndNothingElse() throws IOException {
        try (DifferentiableModel model = matcher()) {
            PreparedImage image = PreparedImage.ofTensor(picture(), model.spec().input(), Preprocessing.raw());
            SaliencyMap map = Explainers.layerCam(model)
                    .layer("map")
                    .target(Target.box(0))
                    .explain(image);
            assertThat(map.values().shape()).isEqualTo(Shape.of(1, PLACES, PLACES));
            for (int i = 0; i < map.values().size(); i++) {
                double wanted = i == 8 / STEP * PLACES + 20 / STEP ? 1 : 0;
                assertThat((double) map.values().at(i)).isCloseTo(wanted, within(1e-6));
            }
        }
    }

    /**
     * Over two scales: at the fine layer, half of the picture, the window's template where that is positive, times the picture; at the map of scores the one cell,
     * whose enlargement is a hat. Each is divided by its largest value, and the weights are in the diagnostics.
     */
    @Test
    void layerCamOverTwoScalesIsTheirSumByTheWeightsThatItRecords() throws IOException {
        float[] template = template();
        double largest = 0;
        for (float value : template) {
            largest = Math.max(largest, value > 0 ? (double) value * value : 0);
        }
        double tallest = tallest();
        try (DifferentiableModel model = matcher()) {
            PreparedImage image = PreparedImage.ofTensor(picture(), model.spec().input(), Preprocessing.raw());
            SaliencyMap map = Explainers.layerCam(model)
                    .layer("fine", "map")
                    .target(Target.box(0))
                    .explain(image);
            assertThat(map.diagnostics().measures().get("layer-weight(fine)"))
                    .isCloseTo(0.5 / largest, within(1e-5 / largest));
            assertThat(map.diagnostics().measures().get("layer-weight(map)")).isCloseTo(0.5 / tallest, within(1e-5));
            assertThat(map.values().shape()).isEqualTo(Shape.of(1, SIDE, SIDE));
            for (int i = 0; i < map.values().size(); i++) {
                int x = i % SIDE - 20;
                int y = i / SIDE - 8;
                boolean inside = x >= 0 && x < SIZE && y >= 0 && y < SIZE;
                float own = inside ? template[y * SIZE + x] : 0;
                double wanted = 0.5 * (own > 0 ? (double) own * own : 0) / largest
                        + 0.5 * hat(i % SIDE, 20 / STEP) * hat(i / SIDE, 8 / STEP) / tallest;
                assertThat((double) map.values().at(i)).isCloseTo(wanted, within(1e-5));
            }
        }
    }

    /** A map of zeros and a one at a cell, enlarged with half-pixel centres along one axis. */
    private static double hat(int pixel, int cell) {
        return Math.max(0, 1 - Math.abs((pixel + 0.5) * PLACES / SIDE - 0.5 - cell));
    }

    private static double tallest() {
        double across = 0;
        double down = 0;
        for (int i = 0; i < SIDE; i++) {
            across = Math.max(across, hat(i, 20 / STEP));
            down = Math.max(down, hat(i, 8 / STEP));
        }
        return across * down;
    }

    /** Grad-CAM weighs the map of scores as a whole, by the mean of a gradient that is one at the box's cell and zero elsewhere. */
    @Test
    void gradCamIsTheMapOfAllScoresByTheNumberOfPlaces() throws IOException {
        Tensor picture = picture();
        float[] template = template();
        try (DifferentiableModel model = matcher()) {
            PreparedImage image = PreparedImage.ofTensor(picture, model.spec().input(), Preprocessing.raw());
            SaliencyMap map =
                    Explainers.gradCam(model).layer("map").target(Target.box(0)).explain(image);
            for (int place = 0; place < PLACES * PLACES; place++) {
                double score = 0;
                for (int i = 0; i < template.length; i++) {
                    int at = (place / PLACES * STEP + i / SIZE) * SIDE + place % PLACES * STEP + i % SIZE;
                    score += (double) template[i] * picture.at(at);
                }
                assertThat((double) map.values().at(place)).isCloseTo(score / (PLACES * PLACES), within(1e-7));
            }
        }
    }

    /** Nineteen of twenty of its error bars hold what very many masks find. */
    @Test
    void dRisesErrorBarsCover() throws IOException {
        int runs = 40;
        try (DifferentiableModel model = matcher()) {
            PreparedImage image = PreparedImage.ofTensor(picture(), model.spec().input(), Preprocessing.raw());
            Rise dRise = Rise.ofDetections(model).cells(5).target(Target.box(0));
            float[] truth =
                    dRise.samples(40_000).seed(999).explain(image).values().toArray();
            int covered = 0;
            for (int seed = 0; seed < runs; seed++) {
                SaliencyMap map = dRise.samples(256).seed(seed).explain(image);
                Tensor errors = map.standardErrors().orElseThrow();
                for (int p = 0; p < truth.length; p++) {
                    covered += Math.abs(map.values().at(p) - truth[p]) <= 1.96 * errors.at(p) ? 1 : 0;
                }
            }
            assertThat((double) covered / (runs * truth.length)).isBetween(0.92, 0.98);
        }
    }

    /** D-RISE by its definition, from the template alone: no candidate, score or box of the model is looked at. */
    @Test
    void dRiseIsTheMeanOfMasksByTheBestOverlapTimesScore() throws IOException {
        int count = 40;
        SplittableRandom random = new SplittableRandom(8);
        Tensor masks = Tensor.zeros(Shape.of(count, SIDE, SIDE));
        for (int i = 0; i < masks.size(); i++) {
            masks.set(i, (float) random.nextDouble());
        }
        Tensor picture = picture();
        double[] scores = new double[count];
        for (int n = 0; n < count; n++) {
            scores[n] = likeness(picture, masks.row(n));
        }
        double mean = Arrays.stream(scores).average().orElseThrow();
        assertThat(Arrays.stream(scores).max().orElseThrow() - mean).isGreaterThan(0.01);
        try (DifferentiableModel model = matcher()) {
            PreparedImage image = PreparedImage.ofTensor(picture, model.spec().input(), Preprocessing.raw());
            SaliencyMap map =
                    Rise.ofDetections(model).masks(masks).target(Target.box(0)).explain(image);
            for (int p = 0; p < SIDE * SIDE; p++) {
                double wanted = 0;
                for (int n = 0; n < count; n++) {
                    wanted += (scores[n] - mean) * masks.at(n * SIDE * SIDE + p) / (count * 0.5);
                }
                assertThat((double) map.values().at(p)).isCloseTo(wanted, within(1e-5));
            }
        }
    }

    private static double likeness(Tensor picture, Tensor mask) {
        float[] template = template();
        double most = 0;
        for (int place = 0; place < PLACES * PLACES; place++) {
            int left = place % PLACES * STEP;
            int top = place / PLACES * STEP;
            double score = 0;
            for (int i = 0; i < template.length; i++) {
                int at = (top + i / SIZE) * SIDE + left + i % SIZE;
                score += (double) template[i] * mask.at(at) * picture.at(at);
            }
            BoundingBox box = new BoundingBox(left, top, left + SIZE, top + SIZE);
            most = Math.max(most, box.overlap(PLACE) * score);
        }
        return most;
    }
}
