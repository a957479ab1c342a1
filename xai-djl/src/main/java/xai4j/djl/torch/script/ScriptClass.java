package xai4j.djl.torch.script;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A class of a TorchScript archive.
 *
 * @param name qualified name, for example {@code __torch__.torch.nn.modules.conv.Conv2d}
 * @param base what stands in brackets after the name: {@code Module}, {@code ModuleInterface}, {@code NamedTuple} or nothing
 * @param attributes what it holds, in order
 * @param settings assignments such as {@code __parameters__ = ["weight", ]}
 * @param methods its methods by name, in order
 */
public record ScriptClass(
        String name,
        String base,
        Map<String, Attribute> attributes,
        List<Statement> settings,
        Map<String, ScriptFunction> methods) {
    private static final String LIBRARY = "__torch__.torch.nn.modules.";
    private static final String CONTAINERS = LIBRARY + "container.";

    /** {@code name : type = value}. */
    public record Attribute(Expression type, @Nullable Expression value) {}

    /** Keeps the order. */
    public ScriptClass {
        attributes = new LinkedHashMap<>(attributes);
        settings = List.copyOf(settings);
        methods = new LinkedHashMap<>(methods);
    }

    /** Whether objects of it are networks or parts of networks. */
    public boolean isModule() {
        return base.equals("Module");
    }

    /** Whether it is one of PyTorch's own layers, which are read as one layer and not opened up. */
    public boolean isLibraryLayer() {
        return name.startsWith(LIBRARY) && !name.startsWith(CONTAINERS);
    }

    /** The name without its path. */
    public String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The qualified class of an attribute, or an empty string when its type is no plain name. */
    public String classOf(String attribute) {
        Attribute found = attributes.get(attribute);
        String path = found == null ? null : found.type().path();
        return path == null ? "" : path;
    }
}
