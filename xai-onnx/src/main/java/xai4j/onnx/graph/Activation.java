package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.Optional;
import xai4j.model.ScoreKind;

/**
 * A final softmax, log-softmax or sigmoid, as an operator or written out in arithmetic.
 *
 * @param kind what comes out of it
 * @param logits what goes into it
 */
record Activation(ScoreKind kind, String logits) {
    /** Recognises activations in a graph. */
    static final class Finder {
        private final GraphLinks links;
        private final Shapes shapes;

        Finder(GraphLinks links, Shapes shapes) {
            this.links = links;
            this.shapes = shapes;
        }

        /** The activation that a node ends. */
        Optional<Activation> of(Node node) {
            return switch (node.isStandard() ? node.operator() : "") {
                case "Softmax" -> found(ScoreKind.PROBABILITIES, node.input(0));
                case "LogSoftmax" -> found(ScoreKind.LOG_PROBABILITIES, node.input(0));
                case "Sigmoid", "HardSigmoid" -> found(ScoreKind.MULTILABEL_PROBABILITIES, node.input(0));
                case "Div" -> quotient(node);
                case "Reciprocal" -> logistic(node.input(0)).flatMap(x -> found(ScoreKind.MULTILABEL_PROBABILITIES, x));
                case "Exp" -> exponential(node);
                case "Sub" -> logSoftmax(node).flatMap(x -> found(ScoreKind.LOG_PROBABILITIES, x));
                default -> Optional.empty();
            };
        }

        private static Optional<Activation> found(ScoreKind kind, String logits) {
            return Optional.of(new Activation(kind, logits));
        }

        private Optional<Activation> quotient(Node node) {
            if (is(node.input(0), 1)) {
                return logistic(node.input(1)).flatMap(x -> found(ScoreKind.MULTILABEL_PROBABILITIES, x));
            }
            boolean overSum = producer(node.input(1), "ReduceSum")
                    .filter(sum -> sum.input(0).equals(node.input(0)))
                    .isPresent();
            return overSum
                    ? producer(node.input(0), "Exp")
                            .flatMap(exp -> found(ScoreKind.PROBABILITIES, withoutMaximum(exp.input(0))))
                    : Optional.empty();
        }

        /** x of {@code 1 + exp(−x)}. */
        private Optional<String> logistic(String sum) {
            return producer(sum, "Add")
                    .flatMap(add -> is(add.input(0), 1)
                            ? Optional.of(add.input(1))
                            : is(add.input(1), 1) ? Optional.of(add.input(0)) : Optional.empty())
                    .flatMap(exponential -> producer(exponential, "Exp"))
                    .flatMap(exp -> producer(exp.input(0), "Neg"))
                    .map(neg -> neg.input(0));
        }

        /** {@code exp(x − log Σ exp x)}, or the exponential of a log-softmax. */
        private Optional<Activation> exponential(Node exp) {
            return links.producer(exp.input(0))
                    .flatMap(node -> node.is("LogSoftmax") ? Optional.of(node.input(0)) : logSoftmax(node))
                    .flatMap(x -> found(ScoreKind.PROBABILITIES, x));
        }

        /** x of {@code x − log Σ exp x}. */
        private Optional<String> logSoftmax(Node node) {
            if (!node.is("Sub")) {
                return Optional.empty();
            }
            String x = node.input(0);
            boolean normalised = producer(node.input(1), "ReduceLogSumExp")
                            .filter(sum -> sum.input(0).equals(x))
                            .isPresent()
                    || producer(node.input(1), "Log")
                            .flatMap(log -> producer(log.input(0), "ReduceSum"))
                            .flatMap(sum -> producer(sum.input(0), "Exp"))
                            .filter(exp -> exp.input(0).equals(x))
                            .isPresent();
            return normalised ? Optional.of(withoutMaximum(x)) : Optional.empty();
        }

        /** x of {@code x − max x}, which is written so that nothing overflows; otherwise the value itself. */
        private String withoutMaximum(String value) {
            return producer(value, "Sub")
                    .filter(sub -> producer(sub.input(1), "ReduceMax")
                            .filter(max -> max.input(0).equals(sub.input(0)))
                            .isPresent())
                    .map(sub -> sub.input(0))
                    .orElse(value);
        }

        private Optional<Node> producer(String value, String operator) {
            return links.producer(value).filter(node -> node.is(operator));
        }

        private boolean is(String value, double number) {
            return shapes.constant(value)
                    .filter(values -> Arrays.stream(values).allMatch(x -> x == number))
                    .isPresent();
        }
    }
}
