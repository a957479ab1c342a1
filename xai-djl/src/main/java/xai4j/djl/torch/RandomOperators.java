package xai4j.djl.torch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.ScriptRewriter;

/**
 * Chance inside a network: noise, Bernoulli draws, or dropout that is active whatever the network's mode is. Whether what the source
 * names is ever reached is for a run to say.
 */
final class RandomOperators extends ScriptRewriter {
    /** The seed that chance is frozen with before each run. */
    static final int SEED = 0;

    /** Operators that always draw; with an underscore at the end of their names they do so in place. */
    private static final Set<String> DRAWS = Set.of(
            "rand",
            "rand_like",
            "randn",
            "randn_like",
            "randint",
            "randint_like",
            "randperm",
            "random",
            "normal",
            "normal_functional",
            "log_normal",
            "uniform",
            "exponential",
            "geometric",
            "cauchy",
            "bernoulli",
            "multinomial",
            "binomial",
            "poisson");

    /** Operators that draw when told so, and where the flag stands. */
    private static final Map<String, Integer> FLAGS = Map.of(
            "dropout", 2,
            "alpha_dropout", 2,
            "feature_dropout", 2,
            "feature_alpha_dropout", 2,
            "native_dropout", 2,
            "rrelu", 3);

    private final Set<String> found = new TreeSet<>();

    private RandomOperators() {}

    /** Names of the operators in the source that may draw, in alphabetical order. */
    static List<String> names(TorchCode code) {
        RandomOperators search = new RandomOperators();
        code.files().values().forEach(search::file);
        return List.copyOf(search.found);
    }

    @Override
    protected Expression expression(Expression expression) {
        if (expression instanceof Call call && call.callee() instanceof Member member && isOperator(call)) {
            String name = member.name();
            String base = name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
            if (DRAWS.contains(base) || mayBeOn(FLAGS.getOrDefault(base, Integer.MAX_VALUE), call.arguments())) {
                found.add(base);
            }
        }
        return withChangedParts(expression);
    }

    private static boolean isOperator(Call call) {
        String path = String.valueOf(call.callee().path());
        return path.startsWith("torch.") || path.startsWith("ops.aten.");
    }

    private static boolean mayBeOn(int flag, List<Argument> arguments) {
        return flag < arguments.size() && !FunctionTaps.isWord(arguments.get(flag), "False");
    }

    /** One sentence about the chance in a network. */
    static String remark(List<String> names) {
        return "the network draws random numbers (" + names.stream().limit(3).collect(Collectors.joining(", "))
                + (names.size() > 3 ? " and " + (names.size() - 3) + " more" : "")
                + "), probably because it was exported in training mode; they are frozen with seed " + SEED;
    }
}
