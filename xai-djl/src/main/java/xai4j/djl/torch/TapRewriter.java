package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.ScriptClass;
import xai4j.djl.torch.script.ScriptFile;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.ScriptFunction.Parameter;
import xai4j.djl.torch.script.ScriptParser;
import xai4j.djl.torch.script.ScriptPrinter;
import xai4j.model.ModelException;

/**
 * Rewrites the source of a TorchScript archive so that inner values and gradients can be asked for.
 *
 * <p>Everything that was there stays; beside each function and method a copy is written that reports to a tape, and the
 * root class gets the methods {@link #PREDICT}, {@link #RUN}, {@link #OUTPUTS} and {@link #COMPOSE}.
 */
final class TapRewriter {
    /** Method of the root: a batch and a dictionary of wishes to the output that is explained. */
    static final String PREDICT = "xai4j_predict";
    /** Method of the root: a batch and a dictionary of wishes to a dictionary of answers. */
    static final String RUN = "xai4j_run";
    /** Method of the root: a batch and a dictionary of wishes to all outputs by name. */
    static final String OUTPUTS = "xai4j_outputs";
    /** Method of the root: masks {@code [N, M]}, an image, a fill and the region of each pixel, one channel in
     * the image's layout, to a batch. */
    static final String COMPOSE = "xai4j_compose";

    private static final String SELECT = "xai4j_select";

    private final TorchCode code;
    private final ScriptClass root;
    private final ScriptFunction forward;
    private final boolean compares;

    /**
     * Prepares the rewriting.
     *
     * @param compares whether DeepLIFT's rules are put in
     * @throws ModelException if the root class is missing or does not take one image tensor
     */
    TapRewriter(TorchCode code, String rootName, boolean compares) {
        this.code = code;
        this.compares = compares;
        ScriptClass found = code.classes().get(rootName);
        ScriptFunction method = found == null ? null : found.methods().get("forward");
        if (found == null || method == null) {
            throw new ModelException("the archive's class " + rootName + " has no forward method");
        }
        this.root = found;
        this.forward = method;
        List<Parameter> parameters = method.parameters();
        boolean oneImage = parameters.size() > 1
                && (TorchTypes.TENSOR.equals(parameters.get(1).type())
                        || TorchTypes.isTensors(parameters.get(1).type()))
                && parameters.stream().skip(2).allMatch(parameter -> parameter.value() != null);
        if (!oneImage) {
            throw new ModelException(
                    "forward of " + rootName + " takes " + words(parameters) + "; one image tensor is expected");
        }
    }

    private static List<String> words(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.name()
                        + (parameter.type() == null ? "" : ": " + ScriptPrinter.print(parameter.type())))
                .toList();
    }

    /** The new text of each file, by path below {@code code/}. */
    Map<String, String> rewritten() {
        Map<String, String> texts = new LinkedHashMap<>();
        code.files().forEach((path, file) -> texts.put(path, ScriptPrinter.print(withCopies(file))));
        return texts;
    }

    private ScriptFile withCopies(ScriptFile file) {
        List<Object> items = new ArrayList<>();
        for (Object item : file.items()) {
            items.add(item instanceof ScriptClass type && type.isModule() ? withCopies(type) : item);
            if (item instanceof ScriptFunction function) {
                items.add(copy(null, function));
            }
        }
        return new ScriptFile(items);
    }

    private ScriptClass withCopies(ScriptClass type) {
        Map<String, ScriptFunction> methods = new LinkedHashMap<>(type.methods());
        type.methods().values().forEach(method -> {
            ScriptFunction copy = copy(type, method);
            methods.put(copy.name(), copy);
        });
        if (type.equals(root)) {
            ScriptParser.file("", entries()).functions().forEach(entry -> methods.put(entry.name(), entry));
        }
        return new ScriptClass(type.name(), type.base(), type.attributes(), type.settings(), methods);
    }

    private ScriptFunction copy(@Nullable ScriptClass owner, ScriptFunction function) {
        return new FunctionTaps(new TapScope(code, owner, function), function, compares).copy();
    }

    private String entries() {
        String self = "self: " + root.name();
        String before = "(self).forward" + FunctionTaps.SUFFIX + "(tape, \"\", ";
        return String.join(
                "\n",
                "def " + PREDICT + "(" + self + ", x: Tensor, ask: Dict[str, Tensor]) -> Tensor:",
                "  out = (self).forward(" + pictures("x") + ")",
                "  return __torch__.xai4j.rows(" + selected("out") + ", x)",
                "def " + RUN + "(" + self + ", x: Tensor, ask: Dict[str, Tensor]) -> Dict[str, Tensor]:",
                "  tape = __torch__.xai4j.Tape.__new__(__torch__.xai4j.Tape)",
                "  _0 = (tape).__init__(ask)",
                "  if (tape).compares():",
                "    before = " + before + pictures("(tape).reference(x)") + ")",
                "    _1 = (tape).compared(__torch__.xai4j.rows(" + selected("before") + ", x))",
                "  else:",
                "    pass",
                "  out = " + before + pictures("(tape).start(x)") + ")",
                "  return (tape).finish(__torch__.xai4j.rows(" + selected("out") + ", x))",
                "def " + OUTPUTS + "(" + self + ", x: Tensor, ask: Dict[str, Tensor]) -> Dict[str, Tensor]:",
                "  out = (self).forward(" + pictures("x") + ")",
                "  all = annotate(Dict[str, Tensor], {})",
                flattened("all") + "  return __torch__.xai4j.plain(all)",
                selection(self)
                        + "def " + COMPOSE + "(" + self
                        + ", masks: Tensor, image: Tensor, fill: Tensor, regions: Tensor) -> Tensor:",
                "  rows = torch.index_select(masks, 1, torch.flatten(torch.to(regions, 4)))",
                "  shape = [torch.size(masks, 0)] + torch.size(regions)",
                "  return torch.where(torch.gt(torch.reshape(rows, shape), 0.5), image, fill)",
                "");
    }

    /** What forward takes: a batch, or a list of pictures. */
    private String pictures(String batch) {
        String shaped = "__torch__.xai4j.shaped(" + batch + ", ask)";
        return TorchTypes.isTensors(forward.parameters().get(1).type()) ? "torch.unbind(" + shaped + ", 0)" : shaped;
    }

    private String selected(String returned) {
        return forward.returnsTensor() ? returned : "(self)." + SELECT + "(" + returned + ", ask, x)";
    }

    private String flattened(String dictionary) {
        Expression type = forward.returns();
        String lines = type == null ? "" : OutputCode.flatten(code.classes(), type, "out", dictionary, "  ");
        if (lines.isEmpty()) {
            throw new ModelException("forward of " + root.name() + " returns "
                    + (type == null ? "nothing" : ScriptPrinter.print(type))
                    + "; a tensor of class scores, or a tuple, list or dictionary that holds one, is expected");
        }
        return lines;
    }

    /** A method that takes from what forward returned the outputs that were asked for, or the first one. */
    private String selection(String self) {
        Expression type = forward.returns();
        if (forward.returnsTensor() || type == null) {
            return "";
        }
        return String.join(
                "\n",
                "def " + SELECT + "(" + self + ", out: " + ScriptPrinter.print(type)
                        + ", ask: Dict[str, Tensor], x: Tensor) -> Tensor:",
                "  all = annotate(Dict[str, Tensor], {})",
                flattened("all") + "  return __torch__.xai4j.chosen(all, ask, x)",
                "");
    }
}
