package xai4j.djl.torch;

import static xai4j.djl.torch.TapeCalls.HIDDEN;
import static xai4j.djl.torch.TapeCalls.PATH;
import static xai4j.djl.torch.TapeCalls.number;
import static xai4j.djl.torch.TapeCalls.tape;
import static xai4j.djl.torch.TapeCalls.torch;
import static xai4j.djl.torch.TapeCalls.with;
import static xai4j.djl.torch.TorchOperators.LINEAR;
import static xai4j.djl.torch.TorchOperators.PRODUCTS;
import static xai4j.djl.torch.TorchOperators.RESCALED;
import static xai4j.djl.torch.TorchOperators.WEIGHING;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.Statement;

/**
 * Puts DeepLIFT's rules into a copied function: what is not linear reports its operands to the tape, and so does what has no
 * rule, for the tape to see whether it depends on the image.
 */
final class LiftTaps {
    private final TorchTypes types;
    private List<Statement> notes = new ArrayList<>();

    LiftTaps(TorchTypes types) {
        this.types = types;
    }

    /** Begins to collect the notes of one statement; returns those of the statement around it. */
    List<Statement> begin() {
        List<Statement> outer = notes;
        notes = new ArrayList<>();
        return outer;
    }

    /** The statements that have to stand before the one that was just copied; goes on with the one around it. */
    List<Statement> end(List<Statement> outer) {
        List<Statement> own = notes;
        notes = outer;
        return own;
    }

    private boolean isTensor(Argument argument) {
        return types.of(argument.value()).equals(TorchTypes.TENSOR);
    }

    /** The operator under a rule of DeepLIFT, or null when it has none, or needs none. */
    @Nullable
    Expression lifted(String operator, boolean inPlace, List<Argument> raw, List<Argument> rewritten) {
        List<Argument> arguments = new ArrayList<>(rewritten);
        boolean tensor = isTensor(raw.get(0));
        if (RESCALED.contains(operator) && tensor) {
            look(operator, 1, Math.min(2, raw.size()), raw, arguments);
            return TapeCalls.nonLinear(operator, inPlace, number(TapeCode.ELEMENTWISE), HIDDEN, arguments);
        }
        TapeCode product = PRODUCTS.get(operator);
        if (product != null && raw.size() == 2 && tensor && isTensor(raw.get(1))) {
            return product(product, inPlace, raw, arguments);
        }
        return inPlace ? null : normalised(operator, arguments);
    }

    private static @Nullable Expression product(
            TapeCode product, boolean inPlace, List<Argument> raw, List<Argument> arguments) {
        List<Argument> factors = new ArrayList<>(arguments);
        factors.add(Argument.of(number(product)));
        Expression call = tape("product", factors);
        if (!inPlace) {
            return call;
        }
        return FunctionTaps.isPure(raw.get(0)) ? torch("copy_", List.of(arguments.get(0), Argument.of(call))) : null;
    }

    private static @Nullable Expression normalised(String operator, List<Argument> arguments) {
        Expression lift = tape("lift", arguments.get(0).value());
        Expression plain = torch(operator, with(0, lift, arguments));
        List<Argument> full = TorchOperators.filled(operator, arguments);
        return switch (operator) {
            case "softmax" -> tape("shares", plain, full.get(1).value());
            case "layer_norm" ->
                tape(
                        "layerNorm",
                        plain,
                        torch("len", List.of(full.get(1))),
                        full.get(2).value(),
                        full.get(4).value());
            case "group_norm" ->
                tape(
                        "groupNorm",
                        plain,
                        full.get(1).value(),
                        full.get(2).value(),
                        full.get(4).value());
            case "instance_norm" ->
                tape(
                        "groupNorm",
                        plain,
                        tape("instances", full.get(5).value()),
                        full.get(1).value(),
                        full.get(7).value());
            case "scaled_dot_product_attention" -> attention(full);
            case "adaptive_max_pool2d" -> tape("adaptive", arguments);
            default -> null;
        };
    }

    /** Attention without dropout, causality and shared heads. */
    private static @Nullable Expression attention(List<Argument> arguments) {
        boolean plain = FunctionTaps.isNothing(arguments.get(4))
                && FunctionTaps.isWord(arguments.get(5), "False")
                && arguments.stream()
                        .skip(6)
                        .allMatch(argument -> "scale".equals(argument.keyword())
                                || "enable_gqa".equals(argument.keyword())
                                        && argument.value().is("False"));
        if (!plain) {
            return null;
        }
        boolean scaled = arguments.size() > 6 && "scale".equals(arguments.get(6).keyword());
        List<Argument> taken = new ArrayList<>(arguments.subList(0, 4));
        taken.add(Argument.of(scaled ? arguments.get(6).value() : new Literal("None")));
        return tape("attend", taken);
    }

    /** Lets the tape see which tensors an operator without a rule of DeepLIFT is given. */
    void guard(String operator, List<Argument> raw, List<Argument> arguments) {
        if (isLinear(operator, raw)) {
            return;
        }
        boolean weighs = WEIGHING.contains(operator);
        look(operator, weighs ? 1 : 0, weighs ? Math.min(2, raw.size()) : raw.size(), raw, arguments);
    }

    /** Lets the tape see some arguments. */
    private void look(String operator, int from, int to, List<Argument> raw, List<Argument> arguments) {
        Expression name = Expression.quoted(operator);
        for (int i = from; i < to; i++) {
            Expression type = types.of(raw.get(i).value());
            if (type.equals(TorchTypes.TENSOR) && raw.get(i).keyword() == null) {
                arguments.set(i, Argument.of(tape("odd", arguments.get(i).value(), name, PATH)));
            } else if (type.equals(TorchTypes.UNKNOWN) || TorchTypes.holdsTensor(type)) {
                notes.add(new Statement.Assign(List.of(new Name("_xai")), false, tape("note", name, PATH)));
            }
        }
    }

    private boolean isLinear(String operator, List<Argument> raw) {
        if (operator.equals("mul") && raw.size() == 2) {
            return types.isNumber(raw.get(0).value())
                    || types.isNumber(raw.get(1).value());
        }
        if (operator.equals("div") && raw.size() == 2) {
            return types.isNumber(raw.get(1).value());
        }
        return LINEAR.contains(operator) && !WEIGHING.contains(operator);
    }
}
