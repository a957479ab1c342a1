package xai4j.baseline;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words for baselines, each with what it makes of the argument behind its colon. None of them reads a file. */
enum BaselineWord {
    MEAN("mean", "", argument -> Baseline.mean()),
    ZERO("zero", "", argument -> Baseline.zero()),
    BLACK("black", "", argument -> Baseline.black()),
    GREY("grey", "", argument -> Baseline.grey(), "gray"),
    WHITE("white", "", argument -> Baseline.white()),
    RGB("rgb:", "R,G,B", BaselineWord::rgb),
    VALUE("value:", "X", argument -> Baseline.value(Float.parseFloat(argument))),
    BLUR("blur", "", argument -> Baseline.blur(), "blurred"),
    BLUR_BY("blur:", "SIGMA", argument -> Baseline.blur(Double.parseDouble(argument))),
    BOX_BLUR("box-blur", "", argument -> Baseline.boxBlur()),
    RISE_BLUR("rise-blur", "", argument -> Baseline.riseBlur()),
    MINIMUM("minimum", "", argument -> Baseline.minimum()),
    RANDOM("random", "", argument -> Baseline.random(1)),
    RANDOMS("random:", "COUNT", argument -> Baseline.random(Integer.parseInt(argument)));

    private static final int COMPONENTS = 3;

    private final String word;
    private final String argument;

    @SuppressWarnings("ImmutableEnumChecker") // functions of nothing but their argument
    private final Function<String, Baseline> meaning;

    private final String other;

    BaselineWord(String word, String argument, Function<String, Baseline> meaning) {
        this(word, argument, meaning, word);
    }

    BaselineWord(String word, String argument, Function<String, Baseline> meaning, String other) {
        this.word = word;
        this.argument = argument;
        this.meaning = meaning;
        this.other = other;
    }

    /** The word that a text in lower case is, up to its colon. */
    static Optional<BaselineWord> of(String text) {
        String beginning = text.substring(0, text.indexOf(':') < 0 ? text.length() : text.indexOf(':') + 1);
        return Arrays.stream(values())
                .filter(word -> word.word.equals(beginning) || word.other.equals(beginning))
                .findFirst();
    }

    /** All of them, with their arguments, for messages. */
    static String choices() {
        return Arrays.stream(values()).map(BaselineWord::shown).collect(Collectors.joining(", "));
    }

    /** The word with the name of its argument. */
    String shown() {
        return word + argument;
    }

    /**
     * The baseline that a text of this word means.
     *
     * @throws NumberFormatException if its argument is no number
     */
    Baseline read(String text) {
        return meaning.apply(text.substring(Math.min(text.length(), word.length())));
    }

    private static Baseline rgb(String text) {
        String[] components = text.split(",", -1);
        if (components.length != COMPONENTS) {
            throw new NumberFormatException("three components are needed");
        }
        return Baseline.rgb(
                Double.parseDouble(components[0]),
                Double.parseDouble(components[1]),
                Double.parseDouble(components[2]));
    }
}
