package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import xai4j.fuzz.ChildJvm;
import xai4j.io.Npy;
import xai4j.model.BackwardRule;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The life of sessions: opened when needed, bounded in number, closed by the last user. */
class OnnxSessionsTest {
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final Path MODEL = GOLDENS.resolve("models/cnn_gap.onnx");
    private static final Tensor INPUT = Npy.readFloat(GOLDENS.resolve("cnn_gap/input.npy"));

    @Test
    void onlyTheLastUsedSessionsStayOpen() {
        OnnxGraph graph = OnnxGraph.read(MODEL);
        try (OnnxSessions sessions =
                new OnnxSessions("m", MODEL, new SessionSettings("cpu", 0, SessionCustomizer.NONE))) {
            AtomicInteger opened = new AtomicInteger();
            for (int key = 0; key < 2 * OnnxSessions.KEPT; key++) {
                touch(sessions, graph, key, opened);
                touch(sessions, graph, 0, opened);
            }
            assertThat(sessions.size()).isEqualTo(OnnxSessions.KEPT);
            assertThat(opened).hasValue(2 * OnnxSessions.KEPT);
            touch(sessions, graph, 1, opened);
            assertThat(opened).hasValue(2 * OnnxSessions.KEPT + 1);
        }
    }

    private static void touch(OnnxSessions sessions, OnnxGraph graph, int key, AtomicInteger opened) {
        Set<String> inputs = sessions.use(
                key,
                () -> {
                    opened.incrementAndGet();
                    return graph;
                },
                OnnxSession::inputs);
        assertThat(inputs).containsExactly("input");
    }

    @Test
    void everyLayerCanBeReadInTurn() {
        try (OnnxModel model = OnnxModel.open(MODEL, LoadOptions.defaults())) {
            float[] scores = model.predict(INPUT).toArray();
            for (int round = 0; round < 2; round++) {
                for (Layer layer : model.layers()) {
                    assertThat(model.activations(INPUT, Set.of(layer)).scores().toArray())
                            .containsExactly(scores, within(1e-5f));
                    Gradients gradients = model.gradients(
                            INPUT, Objective.classes(Score.LOGIT, new int[3], 5), Set.of(layer), BackwardRule.GRADIENT);
                    assertThat(gradients.gradients()).containsKey(layer);
                }
            }
        }
    }

    @Test
    void aFailedOpeningLeavesNothingBehind() {
        OnnxSessions sessions = new OnnxSessions("m", MODEL, new SessionSettings("cpu", 0, SessionCustomizer.NONE));
        assertThatThrownBy(() -> sessions.use(
                        "bad",
                        () -> {
                            throw new ModelException("no graph");
                        },
                        OnnxSession::inputs))
                .hasMessage("no graph");
        assertThat(sessions.size()).isZero();
        sessions.close();
    }

    @Test
    void closingWhileOthersRunIsSafe() throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 10; round++) {
            OnnxModel model = OnnxModel.open(MODEL, LoadOptions.defaults());
            Tensor expected = model.predict(INPUT);
            List<Future<?>> runs = new ArrayList<>();
            for (int user = 0; user < 4; user++) {
                runs.add(users.submit(() -> {
                    try {
                        while (true) {
                            assertThat(model.predict(INPUT)).isEqualTo(expected);
                        }
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessageContaining("closed");
                    }
                }));
            }
            TimeUnit.MILLISECONDS.sleep(5);
            model.close();
            for (Future<?> run : runs) {
                run.get(30, TimeUnit.SECONDS);
            }
        }
        users.shutdown();
    }

    @Test
    void anInterruptEndsALongBatch() {
        try (OnnxModel model = OnnxModel.open(MODEL, LoadOptions.defaults())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> model.predict(INPUT)).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(model.predict(INPUT).shape()).isEqualTo(Shape.of(3, 5));
        }
    }

    @Test
    void theCallerHasTheLastWordOnSessionOptions() {
        AtomicInteger sessions = new AtomicInteger();
        try (OnnxModel model = OnnxModel.open(MODEL, LoadOptions.defaults(), options -> {
            options.setIntraOpNumThreads(2);
            sessions.incrementAndGet();
        })) {
            model.activations(INPUT, Set.of(model.layers().get(0)));
            assertThat(sessions).hasValue(2);
        }
        assertThatThrownBy(() -> OnnxModel.open(MODEL, LoadOptions.defaults(), options -> {
                    throw new OrtException("this provider is not here");
                }))
                .isInstanceOf(ModelException.class)
                .hasMessage("cnn_gap.onnx cannot be opened by ONNX Runtime: this provider is not here");
    }

    @Test
    void aGpuThatIsNotThereIsSaidInOneLine() {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "this build has CUDA");
        assertThatThrownBy(() -> OnnxModel.open(MODEL, LoadOptions.defaults().withDevice("gpu:1")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("gpu:1")
                .hasMessageContaining("onnxruntime_gpu")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aProgramThatEndsWaitsForASessionThatIsBeingOpened() throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.withHeap(128, 60).run(EndDuringOpening.class, MODEL.toString());
        assertThat(result).isEqualTo(new ChildJvm.Result(0, "waited for\n"));
    }

    /** The thread that is interrupted does not go on with the session that it opened; the next finds it ready. */
    @Test
    void anInterruptWhileASessionOpensEndsTheWorkBehindIt() {
        SessionCustomizer interrupting = options -> Thread.currentThread().interrupt();
        OnnxGraph graph = OnnxGraph.read(MODEL);
        try (OnnxSessions sessions = new OnnxSessions("m", MODEL, new SessionSettings("cpu", 0, interrupting))) {
            AtomicInteger opened = new AtomicInteger();
            assertThatThrownBy(() -> touch(sessions, graph, 0, opened)).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            touch(sessions, graph, 0, opened);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(opened).hasValue(1);
        }
    }

    @Test
    void whatTheEngineSaysIsOneLineWithoutItsNumberAndItsNulls() {
        OrtException error = new OrtException(
                "Error code - ORT_FAIL - message: Status:\n  x_zero_point must be null or a" + " scalar");
        assertThat(EngineSession.reason(error)).isEqualTo("Status:; x_zero_point must be absent or a scalar");
    }
}
