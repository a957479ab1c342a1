package xai4j.djl.torch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which operators a model file may call: those of {@code operators.txt}, which act on tensors alone. An operator that is in no list,
 * such as one that writes a file, is refused.
 */
final class OperatorAllowList {
    private static final String RESOURCE = "operators.txt";
    private static final String ATEN = "torch";
    /** Parts of paths that only lead to operators. */
    private static final Set<String> WAYS = Set.of("autograd", "fft", "linalg", "special", "nn", "functional");
    /** Custom classes that hold weights; others open connections or record what runs. */
    private static final Set<String> CLASSES = Set.of("quantized", "rnn", "xnnpack");

    private static final Map<String, Set<String>> NAMES = read();

    private OperatorAllowList() {}

    private static Map<String, Set<String>> read() {
        Map<String, Set<String>> names = new HashMap<>();
        try (InputStream in = OperatorAllowList.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the xai-djl jar");
            }
            Set<String> section = new HashSet<>();
            for (String line : new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList()) {
                if (line.startsWith("[")) {
                    section = names.computeIfAbsent(line.substring(1, line.length() - 1), name -> new HashSet<>());
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    section.addAll(Set.of(line.split(" ", 0)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /** Whether a path that begins with {@code torch} or {@code ops} is that of an operator without effects. */
    static boolean allows(String path) {
        int last = path.lastIndexOf('.');
        if (last < 0) {
            return false;
        }
        String space = path.substring(0, last);
        String name = path.substring(last + 1);
        if (space.equals("ops.aten") || isWay(space)) {
            return NAMES.getOrDefault(ATEN, Set.of()).contains(name);
        }
        String listed = space.equals("ops._quantized") ? "ops.quantized" : space;
        return !listed.equals(ATEN) && NAMES.getOrDefault(listed, Set.of()).contains(name);
    }

    private static boolean isWay(String space) {
        String[] parts = space.split("\\.", 0);
        boolean way = parts[0].equals(ATEN);
        for (int i = 1; i < parts.length; i++) {
            way &= WAYS.contains(parts[i]);
        }
        return way;
    }

    /** Whether a name that follows an object is that of an operator without effects. */
    static boolean allowsMethod(String name) {
        return NAMES.getOrDefault(ATEN, Set.of()).contains(name)
                || NAMES.getOrDefault("ops.prim", Set.of()).contains(name);
    }

    /** Whether a name is that of an operator with effects, which an archive's own names may not hide. */
    static boolean refuses(String name) {
        return NAMES.getOrDefault("refused", Set.of()).contains(name);
    }

    /** Whether a class that the engine itself brings ({@code __torch__.torch.classes.…}) only holds weights. */
    static boolean allowsClass(String path) {
        String prefix = "__torch__.torch.classes.";
        return !path.startsWith(prefix)
                || CLASSES.contains(path.substring(prefix.length()).split("\\.", 2)[0]);
    }
}
