package xai4j.djl.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import xai4j.djl.torch.script.ScriptClass;
import xai4j.djl.torch.script.ScriptFile;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.ScriptParser;
import xai4j.djl.torch.script.ScriptRewriter;

/** The source of a TorchScript archive, parsed. */
final class TorchCode {
    private static final String EXTENSION = ".py";

    private final Map<String, ScriptFile> files = new LinkedHashMap<>();
    private final Map<String, ScriptClass> classes = new LinkedHashMap<>();
    private final Map<String, ScriptFunction> functions = new LinkedHashMap<>();

    private TorchCode() {}

    /**
     * Parses files.
     *
     * @param sources texts by path below {@code code/}
     * @throws IllegalArgumentException if one is not of the form in which TorchScript prints source; the message names it
     */
    static TorchCode parse(Map<String, String> sources) {
        TorchCode code = new TorchCode();
        sources.forEach((path, text) -> {
            try {
                code.add(path, ScriptParser.file(module(path), text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(path + " " + e.getMessage(), e);
            }
        });
        return code;
    }

    /** The same source with every file changed. */
    TorchCode changed(ScriptRewriter rewriter) {
        TorchCode code = new TorchCode();
        files.forEach((path, file) -> code.add(path, rewriter.file(file)));
        return code;
    }

    private void add(String path, ScriptFile file) {
        files.put(path, file);
        file.classes().forEach(type -> classes.put(type.name(), type));
        file.functions().forEach(function -> functions.put(module(path) + "." + function.name(), function));
    }

    /** The files by path. */
    Map<String, ScriptFile> files() {
        return files;
    }

    /** The classes by qualified name. */
    Map<String, ScriptClass> classes() {
        return classes;
    }

    /** The functions outside of classes by qualified name. */
    Map<String, ScriptFunction> functions() {
        return functions;
    }

    private static String module(String path) {
        return path.substring(0, path.length() - EXTENSION.length()).replace('/', '.');
    }
}
