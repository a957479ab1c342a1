package xai4j.djl.torch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function or method as TorchScript prints it.
 *
 * @param name its name
 * @param header from {@code def} to the colon, lines joined, without indentation
 * @param body the lines after the header, indentation kept
 */
record TorchFunction(String name, String header, List<String> body) {
    private static final Pattern RETURNS = Pattern.compile("->\\s*(.*):$");
    private static final Pattern NAME = Pattern.compile("^def (\\w+)\\(");

    TorchFunction {
        body = List.copyOf(body);
    }

    static TorchFunction of(String header, List<String> body) {
        Matcher name = NAME.matcher(header);
        if (!name.find()) {
            throw new IllegalArgumentException("not a function: " + header);
        }
        return new TorchFunction(name.group(1), header, body);
    }

    /** Its declared return type, for example {@code Tensor}. */
    String returns() {
        Matcher type = RETURNS.matcher(header);
        return type.find() ? type.group(1).strip() : "";
    }

    /** Its parameters as {@code name: Type} or {@code name: Type=default}, the receiver included. */
    List<String> parameters() {
        int open = header.indexOf('(');
        return TorchText.arguments(header, open, TorchText.closing(header, open));
    }

    /** The name that the method's body uses for the object, usually {@code self}. */
    String receiver() {
        List<String> parameters = parameters();
        return parameters.isEmpty() ? "" : parameters.get(0).split(":", 2)[0].strip();
    }
}
