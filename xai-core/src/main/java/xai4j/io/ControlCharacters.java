package xai4j.io;

/**
 * Makes text from files fit to be shown: labels, names and messages of a stranger's file must not move a terminal's cursor, turn the direction of what
 * follows, or break an XML document.
 */
public final class ControlCharacters {
    private static final int REPLACEMENT = 0xFFFD;

    private ControlCharacters() {}

    /**
     * Text in which every character that is a command and no sign is replaced by U+FFFD: controls, line and paragraph separators, changes of
     * direction, halves of pairs and what Unicode never assigns. Joiners, which scripts need, stay.
     */
    public static String replaced(String text) {
        return of(text, false);
    }

    /** The same for text of several lines: line breaks, carriage returns and tabulators stay. */
    public static String replacedInLines(String text) {
        return of(text, true);
    }

    private static String of(String text, boolean lines) {
        if (text.codePoints().noneMatch(ControlCharacters::isCommand)) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> isCommand(character) && !(lines && isLayout(character)) ? REPLACEMENT : character)
                .forEach(result::appendCodePoint);
        return result.toString();
    }

    private static boolean isLayout(int character) {
        return character == '\n' || character == '\r' || character == '\t';
    }

    private static boolean isCommand(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> character != 0x200C && character != 0x200D;
            default -> (character & 0xFFFE) == 0xFFFE;
        };
    }
}
