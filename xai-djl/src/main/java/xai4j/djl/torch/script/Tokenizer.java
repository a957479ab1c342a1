package xai4j.djl.torch.script;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import xai4j.djl.torch.script.Token.Kind;

/** Cuts source into tokens; margins become tokens of their own, and inside brackets lines do not end. */
final class Tokenizer {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{Nd}_]*");
    private static final Pattern NUMBER =
            Pattern.compile("(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)j?");
    private static final Pattern SYMBOL =
            Pattern.compile("\\*\\*|//|->|==|!=|<=|>=|<<|>>|[-+*/%@&|^~<>=.,:;()\\[\\]{}]");
    private static final int MAX_BLOCKS = 100;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Integer> margins = new ArrayDeque<>(List.of(0));
    private int position;
    private int line = 1;
    private int brackets;

    private Tokenizer(String text) {
        this.text = text;
    }

    /**
     * The tokens of a file.
     *
     * @throws ScriptException at a character that begins no token, an unfinished string, or a margin that fits no block
     */
    static List<Token> tokens(String text) {
        return new Tokenizer(text).run();
    }

    private List<Token> run() {
        while (position < text.length()) {
            if (brackets == 0) {
                margin();
            }
            restOfLine();
        }
        endLine();
        shrinkTo(0);
        add(Kind.END, "");
        return tokens;
    }

    /** Reads the blanks that begin a line; a line of nothing but blanks has no margin. */
    private void margin() {
        int start = position;
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
        boolean empty = position == text.length() || "\r\n#".indexOf(text.charAt(position)) >= 0;
        int width = position - start;
        if (empty || width == top()) {
            return;
        }
        if (width < top()) {
            shrinkTo(width);
            return;
        }
        margins.push(width);
        if (margins.size() > MAX_BLOCKS) {
            throw new ScriptException("blocks are nested more than " + MAX_BLOCKS + " deep", line);
        }
        add(Kind.INDENT, "");
    }

    private int top() {
        return margins.getFirst();
    }

    private void shrinkTo(int width) {
        while (top() > width) {
            margins.pop();
            add(Kind.DEDENT, "");
        }
        if (top() != width) {
            throw new ScriptException("the margin fits no block", line);
        }
    }

    private void restOfLine() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\n') {
                if (brackets == 0) {
                    endLine();
                }
                position++;
                line++;
                return;
            }
            if (c == ' ' || c == '\t' || c == '\r') {
                position++;
            } else if (c == '#') {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else {
                token(c);
            }
        }
    }

    private void endLine() {
        boolean something = !tokens.isEmpty()
                && switch (tokens.get(tokens.size() - 1).kind()) {
                    case LINE_END, INDENT, DEDENT -> false;
                    default -> true;
                };
        if (something) {
            add(Kind.LINE_END, "");
        }
    }

    private void token(char c) {
        if (c == '"' || c == '\'') {
            string(c);
        } else if (!match(NUMBER, Kind.NUMBER) && !match(NAME, Kind.NAME) && !match(SYMBOL, Kind.SYMBOL)) {
            throw new ScriptException("unexpected character", new Token(Kind.SYMBOL, String.valueOf(c), line));
        } else if ("([{".indexOf(c) >= 0) {
            brackets++;
        } else if (")]}".indexOf(c) >= 0) {
            brackets--;
        }
    }

    private boolean match(Pattern pattern, Kind kind) {
        Matcher found = pattern.matcher(text).region(position, text.length());
        if (!found.lookingAt()) {
            return false;
        }
        add(kind, found.group());
        position = found.end();
        return true;
    }

    private void string(char quote) {
        int end = position + 1;
        while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length() || text.charAt(end) != quote) {
            throw new ScriptException("a string without end", line);
        }
        add(Kind.STRING, text.substring(position, end + 1));
        position = end + 1;
    }

    private void add(Kind kind, String word) {
        tokens.add(new Token(kind, word, line));
    }
}
