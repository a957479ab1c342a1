package xai4j.djl.torch;

import java.util.List;
import java.util.Set;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Argument;
import xai4j.djl.torch.script.Expression.Call;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.Expression.Name;
import xai4j.djl.torch.script.ScriptRewriter;

/**
 * Puts operators written in the engine's own in the place of torchvision's, which a detector calls and the engine does not have; the script is {@code
 * tape/torchvision.py}.
 */
final class TorchvisionOperators extends ScriptRewriter {
    private static final String PREFIX = "ops.torchvision.";
    private static final Set<String> WRITTEN = Set.of("nms", "roi_align");

    /** What a file may name where it is not used, as in a training's loss. */
    private static final Set<String> MISSING = Set.of("box_iou_rotated", "deform_conv2d", "qnms");

    @Override
    protected Expression expression(Expression expression) {
        if (expression instanceof Call call) {
            String callee = String.valueOf(call.callee().path());
            String name = callee.startsWith(PREFIX) ? callee.substring(PREFIX.length()) : "";
            if (WRITTEN.contains(name)) {
                Member own = new Member(new Member(new Name("__torch__"), "xai4j"), name);
                return new Call(own, arguments(call.arguments()));
            }
            if (MISSING.contains(name) && !call.arguments().isEmpty()) {
                Member missing = new Member(new Member(new Name("__torch__"), "xai4j"), "missing");
                Expression first = expression(call.arguments().get(0).value());
                return new Call(missing, List.of(Argument.of(first), Argument.of(Expression.quoted(name))));
            }
        }
        return withChangedParts(expression);
    }
}
