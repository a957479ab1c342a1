package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Binary;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.ScriptFunction.Parameter;

/** The expressions that a copied function has more than its original: what it takes along and tells the tape. */
final class TapeCalls {
    private static final Name TAPE = new Name("xai_tape");
    static final Name PATH = new Name("xai_path");
    /** A path for the inside of one of PyTorch's own layers, whose operators are not layers of their own. */
    static final Expression HIDDEN = new Binary("+", new Literal("\"-\""), PATH);
    /** What every copy takes beside the parameters of its original. */
    static final List<Parameter> PARAMETERS = List.of(
            Parameter.of("xai_tape", new Member(new Member(new Name("__torch__"), "xai4j"), "Tape")),
            Parameter.of("xai_path", new Name("str")));

    private TapeCalls() {}

    /** The tape and a path before the arguments of a call. */
    static List<Argument> along(Expression path, List<Argument> arguments) {
        List<Argument> all = new ArrayList<>(List.of(Argument.of(TAPE), Argument.of(path)));
        all.addAll(arguments);
        return all;
    }

    /** A path below the one that a function runs in. */
    static Expression below(String name) {
        return new Binary("+", PATH, Expression.quoted(name));
    }

    /** A call of one of the tape's methods. */
    static Call tape(String method, Expression... arguments) {
        return tape(method, Arrays.stream(arguments).map(Argument::of).toList());
    }

    /** The same with arguments that may have keywords. */
    static Call tape(String method, List<Argument> arguments) {
        return new Call(new Member(TAPE, method), arguments);
    }

    /** A call of one of PyTorch's operators. */
    static Call torch(String operator, List<Argument> arguments) {
        Expression callee = new Name("torch");
        for (String part : operator.split("\\.", 0)) {
            callee = new Member(callee, part);
        }
        return new Call(callee, arguments);
    }

    /** A whole number. */
    static Literal number(int value) {
        return new Literal(String.valueOf(value));
    }

    /** A code as a number. */
    static Literal number(TapeCode code) {
        return number(code.number());
    }

    /** Arguments with another value at a position. */
    static List<Argument> with(int index, Expression value, List<Argument> arguments) {
        List<Argument> changed = new ArrayList<>(arguments);
        changed.set(index, new Argument(arguments.get(index).keyword(), value));
        return changed;
    }

    /** A result that is read as a layer's. */
    static Expression tap(Expression value, String operator, Expression name) {
        return tape("tap", value, Expression.quoted(operator), name);
    }

    /** A call that tells the tape of its operand before and of its result after. */
    static Expression nonLinear(
            String operator, boolean inPlace, Expression kind, Expression name, List<Argument> arguments) {
        Expression first = tape(inPlace ? "hold" : "pre", arguments.get(0).value(), kind);
        return tape(
                inPlace ? "overwrite" : "post",
                torch(operator, with(0, first, arguments)),
                kind,
                Expression.quoted(operator),
                name);
    }
}
