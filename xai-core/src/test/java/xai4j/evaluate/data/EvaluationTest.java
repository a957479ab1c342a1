package xai4j.evaluate.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.coalition.ToyModel;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.Metrics;
import xai4j.evaluate.TruthMask;
import xai4j.explain.Explainer;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.model.BatchHint;
import xai4j.numeric.CounterRandom;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class EvaluationTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;
    private static final ToyModel MODEL = new ToyModel(ImageInput.nchw(3, HEIGHT, WIDTH));

    @TempDir
    private Path folder = Path.of("");

    private static BufferedImage picture(int number) {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            picture.setRGB(i % WIDTH, i / WIDTH, (int) (Math.sin(i * (number + 1.7)) * 0x7FFFFF) & 0xFFFFFF);
        }
        return picture;
    }

    private static List<Subject> subjects(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Subject.of("picture " + i, () -> picture(i))
                        .withLabel(List.of("zero", "one", "nothing").get(i % 3))
                        .withTruth(() -> TruthMask.of(WIDTH, HEIGHT, new Box(2, 9, 3, 12))))
                .toList();
    }

    private static Evaluation evaluation(String... names) {
        return evaluation(MODEL, names);
    }

    private static Evaluation evaluation(ToyModel model, String... names) {
        List<Explainer<?>> methods = List.of(
                Explainers.featureAblation(model)
                        .segmentation(ToyModel.grid(WIDTH, HEIGHT, 6, 4))
                        .set("fill", "zero"),
                Explainers.kernelShap(model)
                        .segmentation(ToyModel.grid(WIDTH, HEIGHT, 6, 4))
                        .set("fill", "zero"));
        Map<String, Metric> metrics = new LinkedHashMap<>();
        for (String name : names) {
            Metric metric = Metrics.named(name);
            metrics.put(name, name.equals("deletion") ? metric.set("score", "logit") : metric);
        }
        return Evaluation.of(model, methods, metrics);
    }

    /** A model of many callers has its explanations judged side by side: the numbers and the number of calls are those of one after the other. */
    @Test
    void judgingSideBySideChangesNothing() {
        ToyModel wide = new ToyModel(ImageInput.nchw(3, HEIGHT, WIDTH), 3, new BatchHint(0, 4));
        String[] names = {"deletion", "insertion", "road", "sparseness", "relevance-mass"};
        EvaluationResult one = evaluation(names).run(subjects(4));
        EvaluationResult other = evaluation(wide, names).run(subjects(4));
        assertThat(other.summaries()).isEqualTo(one.summaries());
        assertThat(other.differences()).isEqualTo(one.differences());
        assertThat(other.modelCalls()).isEqualTo(one.modelCalls());
    }

    /** Also those who wait for what another has asked: the interrupt comes out, and nobody is left at work. */
    @Test
    void anInterruptEndsWhatIsJudgedSideBySide() {
        Thread caller = Thread.currentThread();
        AtomicInteger judged = new AtomicInteger();
        ToyModel slow = new ToyModel(ImageInput.nchw(3, HEIGHT, WIDTH), 3, new BatchHint(1, 3)) {
            @Override
            public Tensor predict(Tensor batch) {
                // on a thread that judges beside others
                if (Thread.currentThread().getName().startsWith("xai4j-ordered") && judged.incrementAndGet() == 20) {
                    caller.interrupt();
                }
                return super.predict(batch);
            }
        };
        Evaluation evaluation = Evaluation.of(
                slow,
                List.of(Explainers.occlusion(slow)),
                Map.of("deletion", Metrics.named("deletion"), "insertion", Metrics.named("insertion")));
        Thread.interrupted();
        assertThatThrownBy(() -> evaluation.run(subjects(400))).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        int asked = slow.images.get();
        LockSupport.parkNanos(20_000_000);
        assertThat(slow.images.get()).as("nobody asks any more").isEqualTo(asked);
    }

    @Test
    void aTableWithoutBaselinesCannotBeMade() {
        EvaluationResult result = evaluation("deletion", "relevance-mass").run(subjects(8));
        assertThat(result.summaries())
                .extracting(Summary::method)
                .contains("feature-ablation", "kernel-shap", "(random)", "(edges)", "(centre)");
        double best = result.summary("feature-ablation", "deletion")
                .orElseThrow()
                .value()
                .mean();
        double chance =
                result.summary("(random)", "deletion").orElseThrow().value().mean();
        assertThat(best).isLessThan(chance);
        assertThat(result.differences())
                .filteredOn(pair -> pair.metric().equals("deletion")
                        && pair.first().equals("feature-ablation")
                        && pair.second().equals("(random)"))
                .singleElement()
                .satisfies(pair -> assertThat(pair.difference().mean()).isCloseTo(best - chance, within(1e-9)));
    }

    @Test
    void methodsThatSayTheSameDifferByChanceOnly() {
        EvaluationResult result = evaluation("deletion").run(subjects(6));
        assertThat(result.differences())
                .filteredOn(pair ->
                        pair.first().equals("feature-ablation") && pair.second().equals("kernel-shap"))
                .singleElement()
                .satisfies(pair -> assertThat(pair.isSignificant()).isFalse());
        String text = new EvaluationTable(
                        result, Map.of("deletion", Metrics.named("deletion").card()))
                .text();
        assertThat(text)
                .contains("may be chance between")
                .contains("lower is better")
                .contains("(centre)");
    }

    /** A rank above the baselines may be chance, too: with few pictures nobody is surely better, with more the right ones are. */
    @Test
    void whoIsBetterThanEveryBaselineBeyondChanceIsSaid() {
        assertThat(text(evaluation("deletion").run(subjects(3))))
                .contains("better than every baseline beyond chance: none");
        EvaluationResult more = evaluation("deletion").run(subjects(24));
        List<String> sure = List.of("feature-ablation", "kernel-shap").stream()
                .filter(method -> more.differences().stream()
                        .filter(pair -> pair.first().equals(method) && MapBaseline.isLabel(pair.second()))
                        .allMatch(pair ->
                                pair.isSignificant() && pair.difference().mean() < 0))
                .toList();
        assertThat(sure).isNotEmpty();
        assertThat(text(more)).containsPattern("beyond chance: .*" + sure.get(0));
    }

    private static String text(EvaluationResult result) {
        return new EvaluationTable(
                        result, Map.of("deletion", Metrics.named("deletion").card()))
                .text();
    }

    @Test
    void theModelIsMeasuredBeforeItsExplanations() {
        Classification found =
                evaluation("sparseness").run(subjects(9)).classification().orElseThrow();
        assertThat(found.pictures()).isEqualTo(6);
        assertThat(found.unknown()).containsExactly("nothing");
        assertThat(found.top5()).isEqualTo(1);
        assertThat(found.confusion().values().stream()
                        .flatMap(row -> row.values().stream())
                        .mapToInt(n -> n)
                        .sum())
                .isEqualTo(6);
    }

    @Test
    void anUnreadablePictureIsListed() {
        List<Subject> some = new ArrayList<>(subjects(3));
        some.add(1, Subject.of("broken", () -> {
            throw new XaiException("it is cut short");
        }));
        EvaluationResult result = evaluation("sparseness").run(some);
        assertThat(result.pictures()).isEqualTo(3);
        assertThat(result.unread()).containsExactly(Map.entry("broken", "it is cut short"));
    }

    @Test
    void aPictureWithoutItsObjectIsAGapWithAReason() {
        List<Subject> some = new ArrayList<>(subjects(2));
        some.add(Subject.of("unmarked", () -> picture(7)));
        EvaluationResult result = evaluation("pointing-game").run(some);
        Summary summary = result.summary("kernel-shap", "pointing-game").orElseThrow();
        assertThat(summary.pictures()).isEqualTo(2);
        assertThat(summary.gaps()).isEqualTo(1);
        assertThat(new EvaluationTable(
                                result,
                                Map.of(
                                        "pointing-game",
                                        Metrics.named("pointing-game").card()))
                        .text())
                .contains("without a number on 1")
                .contains("needs to know where the object is");
    }

    @Test
    void whatWasMeasuredIsNotMeasuredAgain() {
        Map<String, List<PictureScore>> kept = new HashMap<>();
        EvaluationResult whole = evaluation("deletion")
                .resuming(Map.of(), scores -> kept.put(scores.get(0).picture(), scores))
                .run(subjects(4));
        assertThat(kept).hasSize(4);
        kept.remove("picture 2");
        List<String> again = new ArrayList<>();
        EvaluationResult resumed = evaluation("deletion")
                .resuming(kept, scores -> again.add(scores.get(0).picture()))
                .run(subjects(4));
        assertThat(again).containsExactly("picture 2");
        assertThat(resumed.summaries()).isEqualTo(whole.summaries());
        assertThat(resumed.differences()).isEqualTo(whole.differences());
    }

    @Test
    void theTimeThatIsOverIsSaid() {
        EvaluationResult result = evaluation("sparseness").maxSeconds(1e-9).run(subjects(3));
        assertThat(result.complete()).isFalse();
        assertThat(result.pictures()).isZero();
    }

    @Test
    void thePlanIsAnUpperBoundOfWhatIsAsked() {
        Evaluation evaluation = evaluation("deletion", "insertion", "road", "sparseness");
        EvaluationResult result = evaluation.run(subjects(2));
        long planned = evaluation.plannedModelCalls(2, MODEL.spec().prepare(picture(0)));
        assertThat(result.modelCalls()).isPositive().isLessThanOrEqualTo(planned);
    }

    @Test
    void theFilesHoldEveryPicturesNumbers() throws IOException {
        EvaluationResult result = evaluation("deletion", "sparseness").run(subjects(2));
        Map<String, MetricCard> cards = new LinkedHashMap<>();
        cards.put("deletion", Metrics.named("deletion").card());
        cards.put("sparseness", Metrics.named("sparseness").card());
        EvaluationFiles.write(result, cards, folder);
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(folder.resolve("evaluation.json").toFile());
        assertThat(json.path("schema").asInt()).isEqualTo(EvaluationResult.SCHEMA);
        assertThat(json.path("scores")).hasSize(2 * 5);
        assertThat(Files.readAllLines(folder.resolve("evaluation.csv")))
                .hasSize(1 + 2 * 5)
                .first()
                .isEqualTo("picture,target,method,seconds,deletion,sparseness,gaps");
        assertThat(folder.resolve("evaluation.png")).isNotEmptyFile();
    }

    @Test
    void anEvaluationOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Evaluation.of(MODEL, List.of(), Map.of()))
                .withMessageContaining("needs a method and a metric");
    }

    @Test
    void intervalsCoverTheMeanAsOftenAsTheySay() {
        int covered = 0;
        for (int trial = 0; trial < 200; trial++) {
            CounterRandom random = new CounterRandom(99, trial);
            double[] values = IntStream.range(0, 40).mapToDouble(random::normal).toArray();
            Interval interval = Bootstrap.mean(trial, values);
            covered += interval.low() <= 0 && interval.high() >= 0 ? 1 : 0;
        }
        assertThat(covered / 200.0).isBetween(0.88, 0.99);
    }

    @Test
    void signsAreFlippedExactlyForFewDifferences() {
        assertThat(Bootstrap.signFlip(0, 1, 1, 1, 1)).isEqualTo(2 / 16.0);
        assertThat(Bootstrap.signFlip(0, 3, -3)).isEqualTo(1);
        double[] clear = IntStream.range(0, 30).mapToDouble(i -> 1 + 0.01 * i).toArray();
        assertThat(Bootstrap.signFlip(0, clear)).isLessThan(0.001);
    }
}
