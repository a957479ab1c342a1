package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The source files of a TorchScript archive, cut into classes and functions. */
final class TorchCode {
    /** The engine would print these on standard error. */
    private static final Pattern WARNING = Pattern.compile("^(\\s+)(?:_\\d+ = )?(?:torch|ops\\.aten)\\.warn\\(.*$");

    private static final Pattern CLASS = Pattern.compile("^class (\\w+)(?:\\((\\w*)\\))?:\\s*$");
    private static final Pattern ATTRIBUTE = Pattern.compile("^  (\\w+) : (?:Final\\[)?([^=]*?)\\]?(?: = .*)?$");
    private static final Pattern ODD_ATTRIBUTE = Pattern.compile("^  __annotations__\\[\"(.*)\"\\] = (.*)$");

    private final Map<String, List<Object>> files = new LinkedHashMap<>();
    private final Map<String, TorchClass> classes = new LinkedHashMap<>();
    private final Map<String, TorchFunction> functions = new LinkedHashMap<>();

    /** Cuts up the files, given by path below {@code code/}. */
    TorchCode(Map<String, String> sources) {
        sources.forEach((path, text) -> files.put(path, cut(module(path), text)));
    }

    /** Per file its classes ({@link TorchClass}), functions ({@link TorchFunction}) and other lines (strings), in order. */
    Map<String, List<Object>> files() {
        return files;
    }

    Map<String, TorchClass> classes() {
        return classes;
    }

    /** The functions outside of classes by qualified name. */
    Map<String, TorchFunction> functions() {
        return functions;
    }

    private static String module(String path) {
        return path.substring(0, path.length() - ".py".length()).replace('/', '.');
    }

    private List<Object> cut(String module, String text) {
        List<Object> items = new ArrayList<>();
        List<String> lines = text.lines()
                .map(line -> WARNING.matcher(line).replaceFirst("$1pass"))
                .toList();
        int i = 0;
        while (i < lines.size()) {
            String line = lines.get(i);
            int end = i + 1;
            Matcher header = CLASS.matcher(line);
            if (header.matches()) {
                end = endOfBlock(lines, end, 2);
                TorchClass found = readClass(
                        module + "." + header.group(1),
                        header.group(2) == null ? "" : header.group(2),
                        lines.subList(i, end));
                classes.put(found.name(), found);
                items.add(found);
            } else if (line.startsWith("def ")) {
                end = endOfFunction(lines, i, 0);
                TorchFunction found = readFunction(lines.subList(i, end));
                functions.put(module + "." + found.name(), found);
                items.add(found);
            } else {
                items.add(line);
            }
            i = end;
        }
        return items;
    }

    private static TorchClass readClass(String name, String base, List<String> lines) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, TorchFunction> methods = new LinkedHashMap<>();
        int i = 1;
        while (i < lines.size()) {
            String line = lines.get(i);
            int end = i + 1;
            Matcher attribute = ATTRIBUTE.matcher(line);
            Matcher odd = ODD_ATTRIBUTE.matcher(line);
            if (line.startsWith("  def ")) {
                end = endOfFunction(lines, i, 2);
                TorchFunction method = readFunction(lines.subList(i, end));
                methods.put(method.name(), method);
            } else if (attribute.matches()) {
                attributes.put(attribute.group(1), attribute.group(2).strip());
            } else if (odd.matches()) {
                attributes.put(odd.group(1), odd.group(2).strip());
            }
            i = end;
        }
        return new TorchClass(name, base, attributes, methods, lines);
    }

    private static TorchFunction readFunction(List<String> lines) {
        int last = endOfHeader(lines, 0);
        StringBuilder header = new StringBuilder();
        lines.subList(0, last)
                .forEach(line -> header.append(header.isEmpty() ? "" : " ").append(line.strip()));
        return TorchFunction.of(header.toString(), lines.subList(last, lines.size()));
    }

    private static int endOfFunction(List<String> lines, int start, int indent) {
        return endOfBlock(lines, endOfHeader(lines, start), indent + 2);
    }

    /** A header ends with the line that closes its bracket and ends in a colon. */
    private static int endOfHeader(List<String> lines, int start) {
        StringBuilder header = new StringBuilder();
        for (int i = start; i < lines.size(); i++) {
            header.append(lines.get(i).strip());
            if (header.charAt(header.length() - 1) == ':' && balanced(header)) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException(
                "a function without end: " + lines.get(start).strip());
    }

    private static boolean balanced(CharSequence text) {
        return text.chars().filter(c -> c == '(').count()
                == text.chars().filter(c -> c == ')').count();
    }

    private static int endOfBlock(List<String> lines, int start, int indent) {
        int end = start;
        String margin = " ".repeat(indent);
        while (end < lines.size()
                && (lines.get(end).startsWith(margin) || lines.get(end).isBlank())) {
            end++;
        }
        return end;
    }
}
