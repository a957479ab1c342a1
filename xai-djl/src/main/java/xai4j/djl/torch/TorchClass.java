package xai4j.djl.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A class of a TorchScript archive.
 *
 * @param name qualified name, for example {@code __torch__.torch.nn.modules.conv.Conv2d}
 * @param base what stands in brackets after the name: {@code Module}, {@code ModuleInterface}, {@code NamedTuple} or nothing
 * @param attributes name and type of what it holds, in order
 * @param methods its methods by name, in order
 * @param lines its text
 */
record TorchClass(
        String name,
        String base,
        Map<String, String> attributes,
        Map<String, TorchFunction> methods,
        List<String> lines) {
    private static final String LIBRARY = "__torch__.torch.nn.modules.";
    private static final String CONTAINERS = LIBRARY + "container.";

    TorchClass {
        attributes = new LinkedHashMap<>(attributes);
        methods = new LinkedHashMap<>(methods);
        lines = List.copyOf(lines);
    }

    boolean isModule() {
        return base.equals("Module");
    }

    /** Whether it is one of PyTorch's own layers, which are read as one layer and not opened up. */
    boolean isLibraryLayer() {
        return name.startsWith(LIBRARY) && !name.startsWith(CONTAINERS);
    }

    /** The name without its path. */
    String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
