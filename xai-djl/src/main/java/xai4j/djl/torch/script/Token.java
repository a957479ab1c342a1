package xai4j.djl.torch.script;

/**
 * One word of source.
 *
 * @param text as written; empty for the ends of lines, blocks and the file
 * @param line its line, from 1
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        SYMBOL,
        /** The end of a statement. */
        LINE_END,
        /** The margin grows. */
        INDENT,
        /** The margin shrinks by one block. */
        DEDENT,
        END
    }

    boolean is(String symbolOrWord) {
        return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(symbolOrWord);
    }
}
