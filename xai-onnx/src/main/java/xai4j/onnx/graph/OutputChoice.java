package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput.Kind;
import xai4j.model.ScoreKind;
import xai4j.onnx.graph.OutputReader.Read;

/**
 * Which of a model's outputs is explained.
 *
 * @param outputs all of them, in the file's order
 * @param explained the name of the one that is explained
 * @param path where its scores are
 * @param why what the choice rests on
 */
record OutputChoice(List<Read> outputs, String explained, ScorePath path, String why) {
    private static final Set<String> OTHER_TASKS = Set.of("detect", "segment", "pose", "obb");

    /**
     * Chooses.
     *
     * @throws ModelException if no output holds scores, if the model is a detector, or if several outputs hold scores and nothing says
     *     which is meant; the message lists them
     */
    static OutputChoice of(OnnxGraph graph, GraphLinks links, Shapes shapes, OutputReader reader, ScoreWish wish) {
        List<Read> outputs = reader.outputs();
        if (wish.output().isPresent()) {
            return wished(graph, outputs, reader, wish);
        }
        requireClassifier(graph, links, shapes, outputs, reader, wish);
        List<Read> scored = new ArrayList<>(outputs.stream()
                .filter(output -> output.path().isPresent())
                .filter(output -> isLast(output, outputs, links))
                .toList());
        if (scored.isEmpty()) {
            throw new ModelException(
                    graph.source() + " gives no float score per class; its outputs are " + reader.described(outputs));
        }
        return chosen(graph, outputs, scored, reader, wish);
    }

    private static OutputChoice wished(OnnxGraph graph, List<Read> outputs, OutputReader reader, ScoreWish wish) {
        String name = wish.output().orElseThrow();
        Read read = outputs.stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(graph.source() + " has no output \"" + name
                        + "\"; its outputs are " + reader.described(outputs)));
        ScorePath path = read.path()
                .orElseThrow(() -> new IllegalArgumentException("the output " + reader.described(name) + " of "
                        + graph.source() + " holds no score per class: " + read.why()));
        return of(outputs, read, wish.verbatim() ? verbatim(name, path) : path, "it was asked for");
    }

    private static ScorePath verbatim(String output, ScorePath path) {
        return new ScorePath(output, output, ScoreKind.OTHER, path.classes(), TailGraph.NOTHING, "");
    }

    private static OutputChoice of(List<Read> outputs, Read read, ScorePath path, String why) {
        return new OutputChoice(outputs, read.name(), path, why);
    }

    /** Whether no other output's scores are made of this one's: a vector before the scores is no candidate beside them. */
    private static boolean isLast(Read read, List<Read> outputs, GraphLinks links) {
        String scores = read.path().orElseThrow().scores();
        return outputs.stream()
                .flatMap(other -> other.path().stream())
                .map(ScorePath::scores)
                .noneMatch(other ->
                        !other.equals(scores) && links.ancestors(List.of(other)).contains(scores));
    }

    private static OutputChoice chosen(
            OnnxGraph graph, List<Read> outputs, List<Read> scored, OutputReader reader, ScoreWish wish) {
        String why = outputs.size() > 1 ? "no other one leads to scores" : "";
        if (agree(scored)) {
            return of(outputs, best(scored), path(scored, wish), why);
        }
        Predicate<Read> fits =
                read -> wish.labelCounts().contains(read.path().orElseThrow().classes());
        record Rule(Predicate<Read> keeps, String why) {}
        List<Rule> rules = List.of(
                new Rule(read -> !read.isAuxiliary(), "the others are auxiliary"),
                new Rule(fits, "its numbers are as many as the labels"),
                new Rule(read -> read.kind() != Kind.EMBEDDING, "the others are embeddings"),
                new Rule(Read::isNamedScores, "its name says that it holds scores"),
                new Rule(
                        read -> !read.path()
                                .orElseThrow()
                                .logits()
                                .equals(read.path().get().scores()),
                        "it alone ends in a softmax or sigmoid"));
        List<Read> left = scored;
        for (Rule rule : rules) {
            List<Read> kept = left.stream().filter(rule.keeps()).toList();
            if (!kept.isEmpty() && agree(kept)) {
                return of(outputs, best(kept), path(kept, wish), rule.why());
            }
            left = kept.isEmpty() ? left : kept;
        }
        throw new ModelException(graph.source()
                + " has several outputs with a number per class and nothing says which is meant: "
                + left.stream().map(read -> reader.described(read.name())).collect(Collectors.joining(", "))
                + "; name one with --output NAME or LoadOptions.withOutput");
    }

    /** Whether outputs are views of the same scores. */
    private static boolean agree(List<Read> scored) {
        return scored.stream()
                        .map(read -> read.path().orElseThrow().scores())
                        .distinct()
                        .count()
                == 1;
    }

    /** Of several views of the same scores the one that shows them best. */
    private static Read best(List<Read> scored) {
        return scored.stream()
                .filter(read -> read.kind() == Kind.SCORES)
                .findFirst()
                .orElse(scored.get(0));
    }

    private static ScorePath path(List<Read> scored, ScoreWish wish) {
        Read best = best(scored);
        return wish.verbatim() && best.kind() == Kind.SCORES
                ? verbatim(best.name(), best.path().orElseThrow())
                : best.path().orElseThrow();
    }

    /** Refuses detectors by what gives them away. */
    private static void requireClassifier(
            OnnxGraph graph, GraphLinks links, Shapes shapes, List<Read> outputs, OutputReader reader, ScoreWish wish) {
        Optional<String> sign = OTHER_TASKS.contains(wish.task())
                ? Optional.of("its notes say that its task is \"" + wish.task() + "\"")
                : new DetectorSigns(graph, links, shapes, outputs, reader).found();
        if (sign.isPresent()) {
            throw new ModelException(graph.source() + " is a detector, not a classifier: " + sign.get()
                    + "; detected objects cannot be explained here, scores [N, K] of one picture can");
        }
    }
}
