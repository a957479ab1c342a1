package xai4j.djl.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/**
 * Rewrites the source of a TorchScript archive so that inner values and gradients can be asked for.
 *
 * <p>Everything that was there stays; beside each function and method a copy is written that reports to a tape, and the
 * root class gets three methods, {@link #PREDICT}, {@link #RUN} and {@link #COMPOSE}.
 */
final class TapRewriter {
    /** Method of the root: a batch to its output tensor. */
    static final String PREDICT = "xai4j_predict";
    /** Method of the root: a batch and a dictionary of wishes to a dictionary of answers. */
    static final String RUN = "xai4j_run";
    /** Method of the root: masks {@code [N, M]}, an image, a fill and the region of each pixel, one channel in
     * the image's layout, to a batch. */
    static final String COMPOSE = "xai4j_compose";

    private final TorchCode code;
    private final TorchClass root;
    private final TorchFunction forward;
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
        TorchClass found = code.classes().get(rootName);
        TorchFunction method = found == null ? null : found.methods().get("forward");
        if (found == null || method == null) {
            throw new ModelException("the archive's class " + rootName + " has no forward method");
        }
        this.root = found;
        this.forward = method;
        List<String> parameters = method.parameters();
        boolean oneImage = parameters.size() > 1
                && parameters.get(1).endsWith(": Tensor")
                && parameters.stream().skip(2).allMatch(parameter -> parameter.contains("="));
        if (!oneImage) {
            throw new ModelException(
                    "forward of " + rootName + " takes " + parameters + "; one image tensor is expected");
        }
    }

    /** The new text of each file, by path below {@code code/}. */
    Map<String, String> rewritten() {
        Map<String, String> texts = new LinkedHashMap<>();
        code.files().forEach((path, items) -> texts.put(path, file(items)));
        return texts;
    }

    private String file(List<Object> items) {
        StringBuilder text = new StringBuilder();
        for (Object item : items) {
            if (item instanceof TorchClass type) {
                type.lines().forEach(line -> text.append(line).append('\n'));
                if (type.isModule()) {
                    type.methods().values().forEach(method -> append(text, "  ", type, method));
                }
                if (type.equals(root)) {
                    text.append(entries());
                }
            } else if (item instanceof TorchFunction function) {
                text.append(function.header()).append('\n');
                function.body().forEach(line -> text.append(line).append('\n'));
                append(text, "", null, function);
            } else {
                text.append(item).append('\n');
            }
        }
        return text.toString();
    }

    private void append(StringBuilder text, String indent, @Nullable TorchClass owner, TorchFunction function) {
        List<String> copy = new FunctionTaps(code, owner, function, compares).copy();
        text.append(indent).append(copy.get(0)).append('\n');
        copy.subList(1, copy.size()).forEach(line -> text.append(line).append('\n'));
    }

    private String entries() {
        String self = "self: " + root.name();
        String result = result("out");
        String start = "(self).forward" + FunctionTaps.SUFFIX + "(tape, \"\", (tape).";
        return String.join(
                "\n",
                "  def " + PREDICT + "(" + self + ", x: Tensor) -> Tensor:",
                "    out = (self).forward(x)",
                "    return torch.flatten(" + result + ", 1)",
                "  def " + RUN + "(" + self + ", x: Tensor, ask: Dict[str, Tensor]) -> Dict[str, Tensor]:",
                "    tape = __torch__.xai4j.Tape.__new__(__torch__.xai4j.Tape)",
                "    _0 = (tape).__init__(ask)",
                "    if (tape).compares():",
                "      before = " + start + "reference(x))",
                "      _1 = (tape).compared(" + result("before") + ")",
                "    else:",
                "      pass",
                "    out = " + start + "start(x))",
                "    return (tape).finish(" + result + ")",
                "  def " + COMPOSE + "(" + self
                        + ", masks: Tensor, image: Tensor, fill: Tensor, regions: Tensor) -> Tensor:",
                "    rows = torch.index_select(masks, 1, torch.flatten(torch.to(regions, 4)))",
                "    shape = [torch.size(masks, 0)] + torch.size(regions)",
                "    return torch.where(torch.gt(torch.reshape(rows, shape), 0.5), image, fill)",
                "");
    }

    /** How the class scores are taken from what forward returns. */
    private String result(String returned) {
        String type = forward.returns();
        if (type.equals("Tensor")) {
            return returned;
        }
        TorchClass tuple = code.classes().get(type);
        if (type.startsWith("Tuple[Tensor")
                || type.equals("List[Tensor]")
                || tuple != null && tuple.base().equals("NamedTuple")) {
            return "(" + returned + ")[0]";
        }
        throw new ModelException("forward of " + root.name() + " returns " + type
                + "; a tensor of class scores, or a tuple that begins with one, is expected");
    }
}
