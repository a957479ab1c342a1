package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Literal;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.ScriptRewriter;
import xai4j.djl.torch.script.Statement;

/**
 * Gives every loop in source a look at the clock, since nothing ends a run of the engine from outside: how often a loop turns around can be said by
 * the picture, or by a file that means no good.
 */
final class LoopLimit extends ScriptRewriter {
    /** System property: seconds that one loop may take. */
    static final String PROPERTY = "xai4j.torch.max-loop-seconds";

    private static final double STANDARD_SECONDS = 60;
    private static final double NANOS = 1e9;
    private static final Pattern WORDS =
            Pattern.compile("a loop was not done after .* s, so the run was ended; give it more with -D[\\w.=-]+");
    private static final Call NOW = new Call(new Member(new Member(new Name("ops"), "prim"), "TimePoint"), List.of());

    private final double seconds;
    private int loops;

    /** With the limit that the program's properties set. */
    LoopLimit() {
        String said = System.getProperty(PROPERTY, "");
        try {
            this.seconds = said.isBlank() ? STANDARD_SECONDS : Double.parseDouble(said);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=" + said + " is no number of seconds", e);
        }
    }

    /** What an error of the engine says of a loop that was not done; empty when it says something else. */
    static Optional<String> said(Throwable error) {
        Matcher found = WORDS.matcher(String.valueOf(error.getMessage()));
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }

    /** Whether there is a loop in source. */
    static boolean hasLoops(TorchCode code) {
        LoopLimit search = new LoopLimit();
        code.files().values().forEach(search::file);
        return search.loops > 0;
    }

    @Override
    protected List<Statement> statement(Statement statement) {
        if (!(statement instanceof Statement.While) && !(statement instanceof Statement.Repeat)) {
            return super.statement(statement);
        }
        Name begun = new Name("xai_loop_" + loops++);
        Statement start = new Statement.Assign(List.of(begun), false, NOW);
        Statement inside = withChangedParts(statement);
        return List.of(start, limited(inside, begun));
    }

    private Statement limited(Statement loop, Name begun) {
        if (loop instanceof Statement.While turning) {
            return new Statement.While(turning.condition(), limited(turning.body(), begun));
        }
        Statement.Repeat turning = (Statement.Repeat) loop;
        return new Statement.Repeat(turning.variable(), turning.values(), limited(turning.body(), begun));
    }

    private List<Statement> limited(List<Statement> body, Name begun) {
        Expression passed = TapeCalls.torch("sub", List.of(Argument.of(NOW), Argument.of(begun)));
        Expression limit = new Literal(String.valueOf((long) (seconds * NANOS)));
        Call late = TapeCalls.torch("gt", List.of(Argument.of(passed), Argument.of(limit)));
        Call refusal = new Call(
                new Member(new Member(new Name("ops"), "prim"), "RaiseException"),
                List.of(Argument.of(Expression.quoted("a loop was not done after " + seconds
                        + " s, so the run was ended; give it more with -D" + PROPERTY + "="
                        + Math.ceil(10 * seconds)))));
        List<Statement> looking = new ArrayList<>();
        looking.add(new Statement.Branch(late, List.of(new Statement.Evaluate(refusal)), List.of(Statement.PASS)));
        looking.addAll(body);
        return looking;
    }
}
