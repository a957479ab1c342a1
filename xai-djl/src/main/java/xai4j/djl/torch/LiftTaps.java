package xai4j.djl.torch;

import static xai4j.djl.torch.TorchOperators.LINEAR;
import static xai4j.djl.torch.TorchOperators.PRODUCTS;
import static xai4j.djl.torch.TorchOperators.RESCALED;
import static xai4j.djl.torch.TorchOperators.WEIGHING;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts DeepLIFT's rules into a copied function: what is not linear reports its operands to the tape, and so does what has no
 * rule, for the tape to see whether it depends on the image.
 */
final class LiftTaps {
    private static final Pattern KEYWORD = Pattern.compile("^\\w+=(?!=)");

    private final List<String> notes = new ArrayList<>();
    private final TorchTypes types;

    LiftTaps(TorchTypes types) {
        this.types = types;
    }

    /** Statements that have to stand before the one that was just copied. */
    List<String> takeNotes() {
        List<String> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }

    /** The operator under a rule of DeepLIFT, or null when it has none, or needs none. */
    @Nullable
    String lifted(String operator, boolean inPlace, List<String> raw, List<String> arguments) {
        boolean tensor = types.of(raw.get(0)).equals(TorchTypes.TENSOR);
        if (RESCALED.contains(operator) && tensor) {
            look(operator, 1, Math.min(2, raw.size()), raw, arguments);
            return TorchOperators.nonLinear(operator, inPlace, "2", FunctionTaps.HIDDEN, arguments);
        }
        Integer product = PRODUCTS.get(operator);
        if (product != null && raw.size() == 2 && tensor && types.of(raw.get(1)).equals(TorchTypes.TENSOR)) {
            String call = "(xai_tape).product(" + FunctionTaps.join(arguments) + ", " + product + ")";
            return !inPlace
                    ? call
                    : FunctionTaps.isPure(raw.get(0)) ? "torch.copy_(" + arguments.get(0) + ", " + call + ")" : null;
        }
        if (inPlace) {
            return null;
        }
        String plain = "torch." + operator + "((xai_tape).lift(" + arguments.get(0) + ")"
                + arguments.stream().skip(1).map(argument -> ", " + argument).collect(Collectors.joining()) + ")";
        List<String> full = TorchOperators.filled(operator, arguments);
        return switch (operator) {
            case "softmax" -> "(xai_tape).shares(" + plain + ", " + full.get(1) + ")";
            case "layer_norm" ->
                "(xai_tape).layerNorm(" + plain + ", torch.len(" + full.get(1) + "), " + full.get(2) + ", "
                        + full.get(4) + ")";
            case "group_norm" ->
                "(xai_tape).groupNorm(" + plain + ", " + full.get(1) + ", " + full.get(2) + ", " + full.get(4) + ")";
            case "instance_norm" ->
                "(xai_tape).groupNorm(" + plain + ", (xai_tape).instances(" + full.get(5) + "), " + full.get(1) + ", "
                        + full.get(7) + ")";
            case "scaled_dot_product_attention" -> attention(full);
            case "adaptive_max_pool2d" -> "(xai_tape).adaptive(" + FunctionTaps.join(arguments) + ")";
            default -> null;
        };
    }

    /** Attention without dropout, causality and shared heads. */
    private static @Nullable String attention(List<String> arguments) {
        boolean plain = FunctionTaps.NOTHING.matcher(arguments.get(4)).matches()
                && arguments.get(5).equals("False")
                && arguments.stream().skip(6).allMatch(argument -> argument.matches("scale=.*|enable_gqa=False"));
        String scale = arguments.size() > 6 && arguments.get(6).startsWith("scale=")
                ? arguments.get(6).substring(6)
                : "None";
        return plain ? "(xai_tape).attend(" + FunctionTaps.join(arguments.subList(0, 4)) + ", " + scale + ")" : null;
    }

    /** Lets the tape see which tensors an operator without a rule of DeepLIFT is given. */
    void guard(String operator, List<String> raw, List<String> arguments) {
        if (isLinear(operator, raw)) {
            return;
        }
        boolean weighs = WEIGHING.contains(operator);
        look(operator, weighs ? 1 : 0, weighs ? Math.min(2, raw.size()) : raw.size(), raw, arguments);
    }

    /** Lets the tape see some arguments. */
    private void look(String operator, int from, int to, List<String> raw, List<String> arguments) {
        for (int i = from; i < to; i++) {
            String type = types.of(raw.get(i));
            boolean named = KEYWORD.matcher(raw.get(i)).find();
            if (type.equals(TorchTypes.TENSOR) && !named) {
                arguments.set(i, "(xai_tape).odd(" + arguments.get(i) + ", \"" + operator + "\", xai_path)");
            } else if (type.equals(TorchTypes.UNKNOWN) || type.contains(TorchTypes.TENSOR)) {
                notes.add("_xai = (xai_tape).note(\"" + operator + "\", xai_path)");
            }
        }
    }

    private boolean isLinear(String operator, List<String> raw) {
        if (operator.equals("mul") && raw.size() == 2) {
            return types.isNumber(raw.get(0)) || types.isNumber(raw.get(1));
        }
        if (operator.equals("div") && raw.size() == 2) {
            return types.isNumber(raw.get(1));
        }
        return LINEAR.contains(operator) && !WEIGHING.contains(operator);
    }
}
