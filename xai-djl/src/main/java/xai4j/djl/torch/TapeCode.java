package xai4j.djl.torch;

/** The numbers in which Java and the tape's script speak with each other; the script names them {@code Code.NAME}. */
enum TapeCode {
    /** No wish, no rule, no final operator, no tail. */
    NONE(0),
    NOTHING(0),

    /** A layer's value is wanted; wishes are bits. */
    VALUE(1),
    /** A layer's gradient is wanted. */
    GRADIENT(2),
    /** A layer's values are what is differentiated. */
    OBJECTIVE(4),
    /** A layer's values are replaced. */
    REPLACE(8),
    /** A layer's values are the logits. */
    SOURCE(16),

    /** No backward pass. */
    FORWARD_ONLY(0),
    PLAIN_GRADIENT(1),
    GUIDED(2),
    DECONVNET(3),
    DEEP_LIFT(4),

    /** The network's own output is wanted. */
    OUTPUT(0),
    LOGITS(1),
    PROBABILITIES(2),

    /** A non-linearity that guided backpropagation treats as a ReLU. */
    RELU(1),
    /** Another non-linearity that acts on each element alone. */
    ELEMENTWISE(2),

    /** Operators that may be the last and turn logits into probabilities. */
    SOFTMAX(11),
    SIGMOID(12),
    LOG_SOFTMAX(13),

    /** Scores are a run of the classes that the last operator gave. */
    SLICE(1),
    /** Scores are the complement of one probability, and that probability. */
    COMPLEMENT(2),
    /** Scores are multiplied, shifted or cut off. */
    SCALED(3),
    /** Scores are probabilities whose logits were not found; their logarithms stand for these. */
    LOGARITHM(4),

    /** The network takes one picture without a batch axis. */
    SINGLE(1),
    /** The network takes grey pictures without an axis for their channel. */
    GREY(2),
    /** The network takes pictures as rows of numbers, one channel after the other. */
    ROW(3),

    /** Operators of two tensors, linear in each, or in the first for a quotient. */
    MULTIPLY(1),
    MATRICES(2),
    DIVIDE(3);

    private final int number;

    TapeCode(int number) {
        this.number = number;
    }

    /** What the script gets. */
    int number() {
        return number;
    }
}
