package xai4j.djl.torch;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.ScriptRewriter;
import xai4j.djl.torch.script.Statement;

/**
 * Fits source to the program it runs in: it prints and warns no more (the engine would write to standard output and error), and devices
 * that were written down when the network was exported become the one that is used.
 */
final class SourceAdaptation extends ScriptRewriter {
    private static final Set<String> SPEAKING = Set.of("torch.warn", "ops.aten.warn", "print");
    private static final Pattern ACCELERATOR = Pattern.compile("\"(cuda|xpu|hip|mps|mtia)(:\\d{1,3})?\"");

    private final String device;

    /**
     * For a device.
     *
     * @param device as PyTorch writes it: {@code cpu} or {@code cuda:0}
     */
    SourceAdaptation(String device) {
        this.device = device;
    }

    @Override
    protected List<Statement> statement(Statement statement) {
        Expression value = statement instanceof Statement.Evaluate evaluate
                ? evaluate.value()
                : statement instanceof Statement.Assign assign ? assign.value() : null;
        boolean speaks = value instanceof Call call
                && SPEAKING.contains(String.valueOf(call.callee().path()));
        return speaks ? List.of(Statement.PASS) : super.statement(statement);
    }

    @Override
    protected Expression expression(Expression expression) {
        if (!(expression instanceof Call call)) {
            return withChangedParts(expression);
        }
        String callee = String.valueOf(call.callee().path());
        if (callee.equals("torch.cuda")) {
            Literal wanted = new Literal('"' + device + '"');
            Call moved = TapeCalls.torch("device", List.of(Argument.of(wanted)));
            return TapeCalls.torch(
                    "to", List.of(Argument.of(expression(call.arguments().get(0).value())), Argument.of(moved)));
        }
        if (callee.equals("torch.device")
                && !call.arguments().isEmpty()
                && call.arguments().get(0).value() instanceof Literal name
                && ACCELERATOR.matcher(name.text()).matches()) {
            return TapeCalls.torch("device", List.of(Argument.of(new Literal('"' + device + '"'))));
        }
        return withChangedParts(call);
    }
}
