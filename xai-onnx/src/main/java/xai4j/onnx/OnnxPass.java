package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import xai4j.model.ForwardPass;
import xai4j.model.Gradients;
import xai4j.onnx.OnnxGradients.Question;
import xai4j.onnx.grad.HeadWindow;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Tensor;

/** {@link ForwardPass} by the two halves of a gradient graph; what the second takes of the first never leaves the engine. */
final class OnnxPass implements ForwardPass {
    private final OnnxSessions sessions;
    private final Question question;
    private final CutGradient cut;
    private final Tensor image;
    private final KeptValues kept;
    private final Map<String, Tensor> values = new LinkedHashMap<>();

    private OnnxPass(OnnxSessions sessions, Question question, CutGradient cut, Tensor image, KeptValues kept) {
        this.sessions = sessions;
        this.question = question;
        this.cut = cut;
        this.image = image;
        this.kept = kept;
        question.forwardValues()
                .forEach(value -> values.put(value, kept.tensor(value).asReadOnly()));
    }

    /**
     * Passes an image.
     *
     * @param port the image's input
     */
    static OnnxPass of(OnnxSessions sessions, Question question, CutGradient cut, String port, Tensor image) {
        Set<String> read = question.forwardValues();
        KeptValues kept = sessions.use(
                List.of("forward", question.key()),
                () -> cut.forward(question.plan().graph(), read),
                session -> session.keep(Map.of(port, image), read, cut.carried()));
        try {
            return new OnnxPass(sessions, question, cut, image, kept);
        } catch (RuntimeException e) {
            kept.close();
            throw e;
        }
    }

    @Override
    public Tensor scores() {
        return OnnxGradients.table(
                Objects.requireNonNull(values.get(question.seed().value())));
    }

    @Override
    public Gradients back(Tensor weights) {
        Set<String> zero = cut.sections().zero(weights);
        Map<String, Tensor> found = new LinkedHashMap<>(values);
        found.putAll(narrow(weights, zero).orElseGet(() -> whole(weights, zero)));
        return OnnxGradients.gathered(image, question, scores(), found);
    }

    /** What comes from one cell is gone back through around that cell; empty for everything else. */
    private Optional<Map<String, Tensor>> narrow(Tensor weights, Set<String> zero) {
        Optional<OnnxGraph> graph = cut.narrow(question.plan()::graph, zero);
        if (graph.isEmpty()) {
            return Optional.empty();
        }
        Set<String> wanted = new LinkedHashSet<>(question.gradientValues());
        wanted.add(HeadWindow.EXCESS);
        Map<String, Tensor> found = sessions.use(
                List.of("narrow", question.key(), zero), graph::orElseThrow, session -> back(session, weights, wanted));
        return Optional.of(found)
                .filter(given ->
                        Objects.requireNonNull(given.get(HeadWindow.EXCESS)).at(0) == 0);
    }

    private Map<String, Tensor> whole(Tensor weights, Set<String> zero) {
        Set<String> gradients = question.gradientValues();
        return sessions.use(
                List.of("backward", question.key(), zero),
                () -> cut.backward(question.plan().graph(), gradients, zero),
                session -> back(session, weights, gradients));
    }

    /** Hands over what the session needs: less than was kept where parts of the cotangent are zero. */
    private Map<String, Tensor> back(OnnxSession session, Tensor weights, Set<String> wanted) {
        Set<String> needed = new LinkedHashSet<>(cut.carried());
        needed.retainAll(session.inputs());
        Map<String, Tensor> feeds = kept.ours(needed);
        feeds.put(question.plan().names().cotangent(), weights);
        return session.runOver(kept.handed(needed), feeds, wanted);
    }

    @Override
    public void close() {
        kept.close();
    }
}
