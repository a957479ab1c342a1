package xai4j.djl.torch.script;

import java.util.List;
import xai4j.djl.torch.script.Token.Kind;

/** Goes through the tokens of a file, one after the other. */
final class TokenReader {
    private final List<Token> tokens;
    private int position;

    TokenReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(position);
    }

    /** The token after the next one. */
    Token second() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    boolean at(String symbolOrWord) {
        return peek().is(symbolOrWord);
    }

    boolean at(Kind kind) {
        return peek().kind() == kind;
    }

    Token next() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            position++;
        }
        return token;
    }

    /** Takes a symbol or word when it is the next one. */
    boolean take(String symbolOrWord) {
        boolean found = at(symbolOrWord);
        if (found) {
            position++;
        }
        return found;
    }

    /**
     * Takes a symbol or word.
     *
     * @throws ScriptException if another token stands there
     */
    void expect(String symbolOrWord) {
        if (!take(symbolOrWord)) {
            throw new ScriptException("expected \"" + symbolOrWord + "\"", peek());
        }
    }

    /**
     * Takes a token of a kind.
     *
     * @throws ScriptException if another token stands there
     */
    String expect(Kind kind) {
        if (!at(kind)) {
            throw new ScriptException("expected " + kind.name().toLowerCase(java.util.Locale.ROOT), peek());
        }
        return next().text();
    }
}
