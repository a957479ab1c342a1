package xai4j.onnx.grad;

import java.util.Map;
import java.util.function.Consumer;

/** Attention in the forms of ONNX and of ONNX Runtime's own domain, and the rotary embedding of positions. */
final class AttentionExpansions {
    private AttentionExpansions() {}

    /** The operators that hold an attention. */
    static Map<String, Consumer<ExpansionContext>> attention() {
        return Map.of(
                "Attention", StandardAttention::write,
                "com.microsoft.Attention", RuntimeAttention::projected,
                "com.microsoft.MultiHeadAttention", RuntimeAttention::multiHead,
                "com.microsoft.GroupQueryAttention", GroupedAttention::write);
    }

    /** The operators that turn by positions. */
    static Map<String, Consumer<ExpansionContext>> rotary() {
        return Map.of(
                "RotaryEmbedding", context -> RotaryPositions.write(context, 1, 2, 3),
                "com.microsoft.RotaryEmbedding", context -> RotaryPositions.write(context, 2, 3, 1));
    }
}
