package xai4j.examples.serve;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Explainer;
import xai4j.explain.Option;
import xai4j.explain.Target;

/** Makes the explainer that a stranger asks for: within a budget of time, and never with a file of ours. */
public final class ExplainerSetup {
    /** Options by which memory grows, and how far they may. */
    private static final Map<String, Integer> MOST =
            Map.of("batch-size", 64, "samples", 100_000, "permutations", 10_000, "steps", 1000, "matches", 50);

    /** A baseline that draws pictures, and how many. */
    private static final Pattern DRAWN = Pattern.compile("(?i)random:\\s*\\+?0*(\\d+)");

    private ExplainerSetup() {}

    /**
     * The explainer.
     *
     * @param seconds time that is left for it
     * @throws RequestException naming the option that is unknown, not allowed, or of which a file would be read
     */
    public static Explainer<?> of(
            ServedModel served, String method, String target, Map<String, String> options, double seconds) {
        Explainer<?> explainer = asked(() -> served.explainer(method.isEmpty() ? served.usualMethod() : method));
        requireNoFile(ConfiguredExplainer.TARGET, target);
        Explainer<?> set = asked(() -> explainer.target(Target.parse(target)));
        double asked = 0;
        for (Map.Entry<String, String> option : options.entrySet()) {
            Option<?> known = known(set, option.getKey());
            requireAllowed(known, option.getValue());
            Explainer<?> before = set;
            set = asked(() -> before.set(known.name(), option.getValue()));
            asked = known == ConfiguredExplainer.MAX_SECONDS
                    ? ConfiguredExplainer.MAX_SECONDS.parse(option.getValue())
                    : asked;
        }
        double time = asked > 0 ? Math.min(asked, seconds) : seconds;
        return set.options().known().contains(ConfiguredExplainer.MAX_SECONDS)
                ? set.set(ConfiguredExplainer.MAX_SECONDS.name(), Double.toString(time))
                : set;
    }

    private static Option<?> known(Explainer<?> explainer, String name) {
        return explainer.options().known().stream()
                .filter(option -> option.answersTo(name))
                .findFirst()
                .orElseThrow(() -> new RequestException(
                        RequestException.BAD,
                        "unknown option \"" + name + "\" of " + explainer.method() + "; known: "
                                + explainer.options().known().stream()
                                        .map(Option::name)
                                        .collect(Collectors.joining(", "))));
    }

    private static void requireAllowed(Option<?> option, String value) {
        requireNoFile(option, value);
        Matcher drawn = DRAWN.matcher(value);
        while (option.form().kind() == Option.Kind.TEXT && drawn.find()) {
            if (drawn.group(1).length() > 2) {
                throw new RequestException(
                        RequestException.BAD,
                        "option " + option.name() + " draws at most 99 pictures here, not " + value);
            }
        }
        Integer most = MOST.get(option.name());
        if (most != null && option.form().kind() == Option.Kind.WHOLE && value.matches("\\+?\\d+")) {
            String digits = value.replaceFirst("^\\+?0*(?=\\d)", "");
            if (digits.length() > 9 || Integer.parseInt(digits) > most) {
                throw new RequestException(
                        RequestException.BAD,
                        "option " + option.name() + " is at most " + most + " here, not " + value);
            }
        }
    }

    private static void requireNoFile(Option<?> option, String value) {
        boolean file = option.namesFile(value) && !value.equals(defaultText(option))
                || option.form().kind() == Option.Kind.TEXT
                        && value.toLowerCase(Locale.ROOT).contains("file:");
        if (file) {
            throw new RequestException(
                    RequestException.BAD,
                    "option " + option.name() + " cannot be \"" + value + "\" here: no file is read for a request");
        }
    }

    private static <T> String defaultText(Option<T> option) {
        return option.format(option.byDefault());
    }

    private interface Making<T> {
        T make();
    }

    private static <T> T asked(Making<T> making) {
        try {
            return making.make();
        } catch (IllegalArgumentException e) {
            throw new RequestException(RequestException.BAD, String.valueOf(e.getMessage()), e);
        }
    }
}
