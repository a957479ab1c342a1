package xai4j.onnx;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import xai4j.model.ModelException;
import xai4j.onnx.grad.FusedAttention;
import xai4j.onnx.graph.FrozenChance;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.GraphBudget;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ScoreWish;
import xai4j.tensor.Shape;

/** What the graph of one model consists of, for each size of image that is asked about. */
final class GraphAnalysisCache {
    private final OnnxGraph graph;
    private final OnnxImageInput port;
    private final LastShapes shapes;
    private final Path file;
    private final SessionSettings settings;
    private final ScoreWish wish;
    private final LruCache<Shape, GraphAnatomy> perSize = new LruCache<>(OnnxSessions.KEPT);

    private final LruCache<Shape, GraphAnatomy> writtenOut = new LruCache<>(OnnxSessions.KEPT);

    private volatile Optional<String> chance = Optional.empty();

    GraphAnalysisCache(
            OnnxGraph graph,
            OnnxImageInput port,
            LastShapes shapes,
            Path file,
            SessionSettings settings,
            ScoreWish wish) {
        this.graph = graph;
        this.port = port;
        this.shapes = shapes;
        this.file = file;
        this.settings = settings;
        this.wish = wish;
    }

    /** One sentence on random numbers that the graph draws; empty when it draws none. */
    Optional<String> chance() {
        return chance;
    }

    /** The anatomy for images of the size of a batch. */
    GraphAnatomy of(Shape batch) {
        return perSize.get(batch.withFirst(port.input().batch()), this::found);
    }

    /** The anatomy for images of the size of a batch, with fused attention written out. */
    GraphAnatomy writtenOut(Shape batch) {
        return writtenOut.get(batch.withFirst(port.input().batch()), size -> FusedAttention.writtenOut(of(size)));
    }

    private GraphAnatomy found(Shape images) {
        return understood(graph, () -> {
            GraphBudget.require(graph, shapes.of(graph, images));
            FrozenChance early = FrozenChance.of(graph, shapes.of(graph, images));
            OnnxGraph runnable = settings.isGpu()
                    ? early.graph()
                    : FusedAttention.unpacked(early.graph(), shapes.of(early.graph(), images));
            OnnxGraph complete =
                    EngineShapes.complete(runnable, shapes.of(runnable, images), port, images, file, settings);
            FrozenChance frozen = early.then(FrozenChance.of(complete, shapes.of(complete, images)));
            chance = frozen.remark();
            OnnxGraph all = frozen.graph();
            return GraphAnatomy.of(all, Map.of(port.name(), images), shapes.of(all, images), wish);
        });
    }

    /**
     * What a look at a graph finds.
     *
     * @throws ModelException in one line that names the file, whatever is wrong with the graph
     */
    static <T> T understood(OnnxGraph graph, Supplier<T> look) {
        try {
            return look.get();
        } catch (ModelException e) {
            String reason = String.valueOf(e.getMessage());
            throw reason.startsWith(graph.source()) ? e : new ModelException(graph.source() + ": " + reason, e);
        } catch (ArithmeticException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | NegativeArraySizeException e) {
            throw damaged(graph.source(), e);
        }
    }

    /** What is said of a file whose numbers made a look at it impossible. */
    static ModelException damaged(String source, RuntimeException e) {
        return new ModelException(source + " is damaged: an operator has attributes or shapes that cannot be", e);
    }
}
