package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.List;

/** Finds its way in printed TorchScript: brackets, strings and arguments. */
final class TorchText {
    private TorchText() {}

    /**
     * The position of the bracket that closes the one at {@code open}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfString(text, i);
            } else if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
                if (depth == 0) {
                    return i;
                }
            }
        }
        throw new IllegalArgumentException("unbalanced brackets in \"" + text.strip() + "\"");
    }

    /** The position of the quotation mark that ends the string beginning at {@code start}. */
    static int endOfString(String text, int start) {
        char quote = text.charAt(start);
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i;
            }
        }
        throw new IllegalArgumentException("unfinished string in \"" + text.strip() + "\"");
    }

    /** The arguments between two brackets, stripped, without the empty one after a trailing comma. */
    static List<String> arguments(String text, int open, int close) {
        List<String> found = new ArrayList<>();
        int start = open + 1;
        for (int i = start; i < close; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfString(text, i);
            } else if (c == '(' || c == '[' || c == '{') {
                i = closing(text, i);
            } else if (c == ',') {
                found.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        String last = text.substring(start, close).strip();
        if (!last.isEmpty()) {
            found.add(last);
        }
        return found;
    }

    /** A string literal of TorchScript. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
