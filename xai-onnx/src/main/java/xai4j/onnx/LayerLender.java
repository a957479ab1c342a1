package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.onnx.OnnxGradients.Question;
import xai4j.tensor.Tensor;

/** Lends a layer's values and gradients: the engine writes them into memory that is used again, as many pieces as there were readers at once. */
final class LayerLender {
    private final OnnxSessions sessions;
    private final String port;
    private final LruCache<Object, Queue<Map<String, Tensor>>> free = new LruCache<>(OnnxSessions.KEPT);

    LayerLender(OnnxSessions sessions, String port) {
        this.sessions = sessions;
        this.port = port;
    }

    /**
     * Runs one image and lends what came out.
     *
     * @param question about one layer
     * @return empty where the gradient is neither as large as the values nor one number per channel; the reader was not called then
     */
    <R> Optional<R> lend(Question question, Layer layer, int classes, Tensor image, Function<Gradients, R> reader) {
        String value = question.wanted().keySet().iterator().next();
        Loan loan = new Loan(
                List.of("lent", question.key()),
                question.seed().value(),
                value,
                question.plan().names().gradient(value));
        return sessions.use(
                loan.key,
                () -> UniformGradient.in(
                        OneClassSeed.in(question.plan().graph(), question.seed(), classes), loan.gradient),
                session -> lend(loan, layer, image, session, reader));
    }

    /** What is written where. */
    private record Loan(Object key, String scores, String value, String gradient) {}

    private <R> Optional<R> lend(
            Loan loan, Layer layer, Tensor image, OnnxSession session, Function<Gradients, R> reader) {
        Queue<Map<String, Tensor>> queue = free.get(loan.key, missing -> new ConcurrentLinkedQueue<>());
        Map<String, Tensor> room = queue.poll();
        if (room == null) {
            room = session.places(Set.of(loan.value, loan.gradient), 1);
        }
        Map<String, Tensor> into = new LinkedHashMap<>(room);
        into.putAll(session.places(Set.of(loan.scores), 1));
        Map<String, Tensor> feeds = new LinkedHashMap<>(Map.of(port, image, OneClassSeed.CLASS, OneClassSeed.open(1)));
        feeds.keySet().retainAll(session.inputs());
        Map<String, Tensor> found =
                session.runInto(Map.of(), feeds, into, Set.of(loan.scores, loan.value, loan.gradient));
        Tensor value = Objects.requireNonNull(found.get(loan.value));
        Tensor gradient = Objects.requireNonNull(found.get(loan.gradient));
        Optional<R> read = UniformGradient.fits(gradient.shape(), value.shape())
                ? Optional.of(reader.apply(new Gradients(
                        OnnxGradients.table(Objects.requireNonNull(found.get(loan.scores))),
                        Map.of(layer, value),
                        Map.of(layer, gradient))))
                : Optional.empty();
        queue.add(room);
        return read;
    }
}
