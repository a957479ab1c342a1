package xai4j.tensor;

import java.util.regex.Pattern;

/** Names that users give to what they plug in; they are written into the provenance, so they must mean something tomorrow. */
public final class DeclaredName {
    /** What Java calls an object that has no name of its own, a lambda among them. */
    private static final Pattern OF_JAVA = Pattern.compile(".*(\\$\\$Lambda|@[0-9a-f]+$).*");

    private DeclaredName() {}

    /** Whether a name means something outside this run of Java. */
    public static boolean isDeclared(String name) {
        return !name.isBlank() && !OF_JAVA.matcher(name).matches();
    }

    /**
     * Passes a thing with a proper name through.
     *
     * @param kind what it is, for the message
     * @param name its name
     * @throws IllegalArgumentException if the name is blank, or that which Java gives to a lambda or to a class without one
     */
    public static <T> T require(String kind, String name, T thing) {
        if (!isDeclared(name)) {
            throw new IllegalArgumentException("the " + kind + " need a name that says what they are, not \"" + name
                    + "\": it is written into the explanation");
        }
        return thing;
    }
}
