package xai4j.djl.torch;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import xai4j.image.ImageInput;

/**
 * What the engine's error about an input tells of the input that the network wants.
 *
 * @param message PyTorch's own words
 */
record EngineErrorHints(String message) {
    private static final Pattern CHANNELS =
            Pattern.compile("to have (\\d+) channels, but got (\\d+)|should contain (\\d+) elements not (\\d+)");
    private static final Pattern AXIS = Pattern.compile("size of tensor a \\((\\d+)\\) must match the size of tensor b"
            + " \\((\\d+)\\) at non-singleton dimension ([13])");
    private static final Pattern PRODUCT =
            Pattern.compile("shapes cannot be multiplied \\(\\d+x(\\d+) and (\\d+)x\\d+\\)");
    private static final Pattern VIEW = Pattern.compile("shape '\\[([\\d, ]+)\\]' is invalid for input of size (\\d+)");
    private static final Pattern SUM =
            Pattern.compile("size of tensor a \\((\\d+)\\) must match the size of tensor b \\((\\d+)\\)");

    /**
     * What the first convolution or normalisation said of its channels.
     *
     * @param wanted the number it was made for
     * @param got the extent that it found on their axis
     */
    record Channels(int wanted, int got) {}

    /**
     * The channels, where these were wrong.
     *
     * @param tried what the network was given, with its channels first
     */
    Optional<Channels> channels(ImageInput tried) {
        Matcher found = CHANNELS.matcher(message);
        if (found.find()) {
            int first = found.group(1) == null ? 3 : 1;
            return Optional.of(new Channels(number(found, first), number(found, first + 1)));
        }
        return besideChannels(tried);
    }

    /** Whether the first convolution or normalisation found other channels. */
    boolean speaksOfChannels() {
        return CHANNELS.matcher(message).find();
    }

    /** What a constant per channel (a mean, a slope) said of its axis, which is the second, or the last of a network that takes those last. */
    private Optional<Channels> besideChannels(ImageInput tried) {
        Matcher found = AXIS.matcher(message);
        if (!found.find()) {
            return Optional.empty();
        }
        int extent = number(found, 3) == 1 ? tried.channels() : tried.width();
        int a = number(found, 1);
        int b = number(found, 2);
        return a == extent || b == extent ? Optional.of(new Channels(a == extent ? b : a, extent)) : Optional.empty();
    }

    private static int number(Matcher found, int group) {
        return Integer.parseInt(found.group(group));
    }

    /** How many times as many values (pixels, tokens, features) the network wanted, where it said so. */
    OptionalDouble growth() {
        return Stream.of(PRODUCT, VIEW, SUM)
                .flatMap(form -> form.matcher(message).results())
                .mapToDouble(EngineErrorHints::growth)
                .filter(growth -> growth > 0 && Double.isFinite(growth))
                .findFirst();
    }

    private static double growth(MatchResult found) {
        boolean view = found.group(1).contains(",");
        return view
                ? product(found.group(1)) / Double.parseDouble(found.group(2))
                : Double.parseDouble(found.group(2)) / Double.parseDouble(found.group(1));
    }

    private static double product(String shape) {
        return Stream.of(shape.split(",", 0))
                .mapToDouble(extent -> Double.parseDouble(extent.strip()))
                .reduce(1, (a, b) -> a * b);
    }
}
