package xai4j.djl.torch;

import java.util.List;
import java.util.Map;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Index;
import xai4j.djl.torch.script.ScriptClass;
import xai4j.djl.torch.script.ScriptPrinter;

/**
 * Writes the statements that put every tensor of what a network returns into a dictionary, by name: positions in tuples and lists,
 * keys of dictionaries and fields of named tuples, joined by dots where they are nested.
 */
final class OutputCode {
    /** How the only output of a network is named. */
    static final String ONLY = "output";

    private static final int MAX_DEPTH = 8;

    private final Map<String, ScriptClass> classes;
    private final String dictionary;
    private final StringBuilder text = new StringBuilder();
    private int variables;
    private int tensors;

    private OutputCode(Map<String, ScriptClass> classes, String dictionary) {
        this.classes = classes;
        this.dictionary = dictionary;
    }

    /**
     * The statements, one a line.
     *
     * @param dictionary name of a {@code Dict[str, Tensor]}
     * @param value name of what was returned
     * @param margin goes before each line
     * @return an empty text when the type can hold no tensor
     */
    static String flatten(
            Map<String, ScriptClass> classes, Expression type, String value, String dictionary, String margin) {
        OutputCode code = new OutputCode(classes, dictionary);
        code.add(type, value, "\"\"", "\"" + ONLY + "\"", margin, 0);
        return code.tensors == 0 ? "" : code.text.toString();
    }

    private void line(String margin, String line) {
        text.append(margin).append(line).append('\n');
    }

    /**
     * Adds what a value holds.
     *
     * @param prefix the expression of what goes before the names of its parts
     * @param name the expression of its own name
     */
    private void add(Expression type, String value, String prefix, String name, String margin, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        if (type.equals(TorchTypes.TENSOR)) {
            tensors++;
            line(margin, "torch._set_item(" + dictionary + ", " + name + ", " + value + ")");
            return;
        }
        String path = type.path();
        ScriptClass tuple = path == null ? null : classes.get(path);
        if (tuple != null && tuple.base().equals("NamedTuple")) {
            tuple.attributes()
                    .forEach((field, attribute) -> part(
                            attribute.type(), "(" + value + ")." + field, prefix, '"' + field + '"', margin, depth));
        }
        if (type instanceof Index generic) {
            generic(generic, value, prefix, name, margin, depth);
        }
    }

    private void generic(Index type, String value, String prefix, String name, String margin, int depth) {
        List<Expression> of = type.indices();
        String kind = String.valueOf(type.object().path());
        if (kind.equals("Tuple")) {
            for (int i = 0; i < of.size(); i++) {
                part(of.get(i), "(" + value + ")[" + i + "]", prefix, "\"" + i + '"', margin, depth);
            }
        } else if (kind.equals("List") && of.size() == 1) {
            String number = "xai_i" + variables++;
            line(margin, "for " + number + " in range(torch.len(" + value + ")):");
            part(of.get(0), "(" + value + ")[" + number + "]", prefix, "str(" + number + ")", margin + "  ", depth);
            line(margin + "  ", "pass");
        } else if (kind.equals("Dict") && of.size() == 2 && of.get(0).is("str")) {
            String key = "xai_k" + variables++;
            line(margin, "for " + key + " in torch.keys(" + value + "):");
            part(of.get(1), "(" + value + ")[" + key + "]", prefix, key, margin + "  ", depth);
            line(margin + "  ", "pass");
        } else if (kind.equals("Optional") && of.size() == 1) {
            String there = "xai_o" + variables++;
            line(margin, there + " = " + value);
            line(margin, "if torch.__isnot__(" + there + ", None):");
            String plain = "unchecked_cast(" + ScriptPrinter.print(of.get(0)) + ", " + there + ")";
            add(of.get(0), plain, prefix, name, margin + "  ", depth + 1);
            line(margin + "  ", "pass");
            line(margin, "else:");
            line(margin + "  ", "pass");
        }
    }

    private void part(Expression type, String value, String prefix, String name, String margin, int depth) {
        String variable = "xai_p" + variables++;
        line(margin, variable + " = " + value);
        String whole = prefix.equals("\"\"") ? name : prefix + " + " + name;
        add(type, variable, whole + " + \".\"", whole, margin, depth + 1);
    }
}
