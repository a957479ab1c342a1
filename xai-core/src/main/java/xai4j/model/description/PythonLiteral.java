package xai4j.model.description;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Python's way to write lists, tuples, dictionaries, texts and numbers, as {@code str(value)} gives it: tools write it into models in the
 * place of JSON. Keys become texts.
 */
final class PythonLiteral {
    private static final int DEEPEST = 16;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String text;
    private int at;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** Reads a literal; empty when the text is none. */
    static Optional<JsonNode> read(String text) {
        PythonLiteral reader = new PythonLiteral(text);
        try {
            JsonNode node = reader.value(0);
            reader.blanks();
            return reader.at == text.length() ? Optional.of(node) : Optional.empty();
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private JsonNode value(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("nested too deep");
        }
        blanks();
        return switch (text.charAt(at)) {
            case '{' -> dictionary(depth);
            case '[' -> list(']', depth);
            case '(' -> list(')', depth);
            case '\'', '"' -> NODES.textNode(quoted());
            default -> bare();
        };
    }

    private JsonNode dictionary(int depth) {
        ObjectNode object = NODES.objectNode();
        at++;
        while (!ends('}')) {
            String key = value(depth + 1).asText();
            blanks();
            expect(':');
            object.set(key, value(depth + 1));
            separator('}');
        }
        return object;
    }

    private JsonNode list(char close, int depth) {
        ArrayNode array = NODES.arrayNode();
        at++;
        while (!ends(close)) {
            array.add(value(depth + 1));
            separator(close);
        }
        return array;
    }

    /** Whether a collection ends here; its bracket is then read. */
    private boolean ends(char close) {
        blanks();
        boolean ends = text.charAt(at) == close;
        at += ends ? 1 : 0;
        return ends;
    }

    private void separator(char close) {
        blanks();
        if (text.charAt(at) != close) {
            expect(',');
        }
    }

    private void expect(char wanted) {
        if (text.charAt(at++) != wanted) {
            throw new IllegalArgumentException(wanted + " is missing");
        }
    }

    private String quoted() {
        char quote = text.charAt(at++);
        StringBuilder content = new StringBuilder();
        for (char next = text.charAt(at++); next != quote; next = text.charAt(at++)) {
            content.append(next == '\\' ? escaped(text.charAt(at++)) : next);
        }
        return content.toString();
    }

    private char escaped(char code) {
        return switch (code) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            default -> code;
        };
    }

    private char hex(int digits) {
        at += digits;
        return (char) Integer.parseInt(text.substring(at - digits, at), 16);
    }

    private JsonNode bare() {
        int start = at;
        while (at < text.length() && ",:]})".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at).strip();
        return switch (word) {
            case "True" -> NODES.booleanNode(true);
            case "False" -> NODES.booleanNode(false);
            case "None" -> NODES.nullNode();
            default ->
                word.matches("-?\\d{1,9}")
                        ? NODES.numberNode(Integer.parseInt(word))
                        : NODES.numberNode(Double.parseDouble(word));
        };
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
