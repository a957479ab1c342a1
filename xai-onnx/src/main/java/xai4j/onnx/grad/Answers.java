package xai4j.onnx.grad;

import java.util.BitSet;

/** Which inputs of a node its rule has spoken of, and which outputs' cotangents it has read. */
final class Answers {
    private final BitSet given = new BitSet();
    private final BitSet read = new BitSet();

    void give(int input) {
        given.set(input);
    }

    void read(int output) {
        read.set(output);
    }

    /** Nothing may be zero by oversight: what the rule did not speak of is refused. */
    void requireComplete(BackwardContext context) {
        for (int i = 0; i < context.node().inputs().size(); i++) {
            if (context.wants(i) && !given.get(i)) {
                throw context.refusal("its input " + context.x(i)
                        + " is computed from the image, and nothing is known of how the result moves with it");
            }
        }
        for (int i = 0; i < context.node().outputs().size(); i++) {
            if (!read.get(i) && context.cotangent(i).isPresent()) {
                throw context.refusal("its output " + context.y(i) + " is used, of which no gradient is known");
            }
        }
    }
}
