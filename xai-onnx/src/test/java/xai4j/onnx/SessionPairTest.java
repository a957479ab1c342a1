package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static xai4j.onnx.SmallModel.FLOAT;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.Explainers;
import xai4j.explain.PictureResult;
import xai4j.explain.PictureSource;
import xai4j.io.Npy;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.numeric.BusyThreads;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Runs share idle cores; where no core is idle, a second session keeps them on their callers' threads, with the same bits. */
class SessionPairTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final Path MODEL = GOLDENS.resolve("models/cnn_gap.onnx");
    private static final Tensor INPUT = Npy.readFloat(GOLDENS.resolve("cnn_gap/input.npy"));
    private static final BufferedImage PICTURE = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    private static final int MANY = 100_000;

    @BeforeEach
    void coresCanBeShared() {
        assumeTrue(OnnxEngine.pooledThreads() > 1, "one core, or a program that opened the engine before us");
    }

    /** Does something while threads keep all cores but the caller's busy, as far as this library knows. */
    private static void crowded(Runnable work) throws InterruptedException {
        int others = OnnxEngine.pooledThreads() - 1;
        CountDownLatch begun = new CountDownLatch(others);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < others; i++) {
            Thread thread = new Thread(() -> BusyThreads.during(() -> {
                begun.countDown();
                return waited(end);
            }));
            thread.setDaemon(true);
            thread.start();
        }
        begun.await();
        try {
            work.run();
        } finally {
            end.countDown();
        }
    }

    private static boolean waited(CountDownLatch end) {
        try {
            end.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void manyRunsWhileAllCoresAreBusyOpenASecondSessionWithTheSameBits() throws InterruptedException {
        try (OnnxModel model = OnnxModel.open(MODEL, LoadOptions.defaults())) {
            Tensor image = INPUT.slice(0, 1);
            Tensor alone = model.predict(image);
            Tensor slopesAlone = slopes(model, image);
            crowded(() -> {
                for (int i = 0; i < MANY && model.sessionsOpenedTwice() < 2; i++) {
                    assertThat(model.predict(image)).isEqualTo(alone);
                    assertThat(slopes(model, image)).isEqualTo(slopesAlone);
                }
                assertThat(model.sessionsOpenedTwice()).isEqualTo(2);
                assertThat(model.predict(image)).isEqualTo(alone);
                assertThat(slopes(model, image)).isEqualTo(slopesAlone);
            });
            assertThat(model.predict(image)).isEqualTo(alone);
        }
    }

    private static Tensor slopes(OnnxModel model, Tensor image) {
        Objective first = Objective.classes(Score.LOGIT, new int[] {1}, 5);
        return Objects.requireNonNull(model.gradients(image, first, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                .gradients()
                .get(Layer.INPUT));
    }

    @Test
    void oneCallerAloneNeedsNoSecondSession() {
        assumeTrue(BusyThreads.count() == 0, "threads of another test are still at work");
        try (OnnxModel model = OnnxModel.open(MODEL, LoadOptions.defaults())) {
            for (int i = 0; i < 2000; i++) {
                model.predict(INPUT.slice(0, 1));
            }
            assertThat(model.sessionsOpenedTwice()).isZero();
        }
    }

    @Test
    void samplesOfOnePictureOpenIt() {
        try (OnnxModel model = OnnxModel.open(MODEL, LoadOptions.defaults())) {
            for (int i = 0; i < 100 && model.sessionsOpenedTwice() == 0; i++) {
                Explainers.rise(model).samples(1000).explain(model.spec().prepare(PICTURE));
            }
            assertThat(model.sessionsOpenedTwice()).isEqualTo(1);
        }
    }

    /** Once for the gradients, which is all that Grad-CAM asks. */
    @Test
    void manyPicturesOpenIt() {
        try (OnnxModel model = OnnxModel.open(MODEL, LoadOptions.defaults())) {
            for (int i = 0; i < 100 && model.sessionsOpenedTwice() == 0; i++) {
                try (Stream<? extends PictureResult<?>> results = Explainers.gradCam(model)
                        .explainAll(Stream.generate(() -> new PictureSource("p", () -> PICTURE))
                                .limit(100))) {
                    results.forEach(PictureResult::get);
                }
            }
            assertThat(model.sessionsOpenedTwice()).isPositive();
        }
    }

    static Stream<SessionSettings> settingsOfOneSession() {
        return Stream.of(
                new SessionSettings("cpu", 1, SessionCustomizer.NONE),
                new SessionSettings("cpu", LoadOptions.ALL_CORES, SessionCustomizer.NONE),
                new SessionSettings("cpu", 0, options -> {}),
                new SessionSettings("cpu", 0, SessionCustomizer.NONE, true));
    }

    @ParameterizedTest
    @MethodSource("settingsOfOneSession")
    void whoSaysWhatThreadsAreUsedIsObeyed(SessionSettings settings) throws InterruptedException {
        OnnxGraph graph = OnnxGraph.read(MODEL);
        assertThat(secondsOf(graph, settings, Map.of("input", INPUT.slice(0, 1))))
                .isZero();
    }

    @Test
    void aGraphWhoseBitsDependOnThreadsStaysOnItsCallersThreadAnyway() throws InterruptedException {
        byte[] bytes = SmallModel.opset(17)
                .input("x", FLOAT, 1, 3, 8, 8)
                .node("Softplus", "x", "y")
                .output("y")
                .bytes();
        OnnxGraph graph = OnnxGraph.parse(ByteBuffer.wrap(bytes), "softplus");
        SessionSettings settings = new SessionSettings("cpu", 0, SessionCustomizer.NONE);
        assertThat(secondsOf(graph, settings, Map.of("x", Tensor.zeros(Shape.of(1, 3, 8, 8)))))
                .isZero();
    }

    private static int secondsOf(OnnxGraph graph, SessionSettings settings, Map<String, Tensor> feeds)
            throws InterruptedException {
        Set<String> outputs = graph.outputs().keySet();
        try (OnnxSessions sessions = new OnnxSessions("m", MODEL, settings)) {
            crowded(() -> {
                long end = System.nanoTime() + 300_000_000L;
                while (System.nanoTime() < end) {
                    sessions.use("q", graph::copy, session -> session.run(feeds, Map.of(), outputs));
                }
            });
            return sessions.openedTwice();
        }
    }
}
