package xai4j.nbdt.wordnet;

import java.util.regex.Pattern;

/**
 * A noun of WordNet in one of its senses.
 *
 * @param wnid its number in WordNet 3.0, {@code n02084071}, as ImageNet writes it
 * @param name its first word, {@code dog}
 */
public record Concept(String wnid, String name) {
    private static final Pattern NUMBER = Pattern.compile("n\\d{8}\\b");

    /** Whether a text begins with a WordNet number. */
    public static boolean isNumbered(String text) {
        return NUMBER.matcher(text).lookingAt();
    }
}
