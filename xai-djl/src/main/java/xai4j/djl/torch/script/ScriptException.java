package xai4j.djl.torch.script;

/** Source that is not of the form in which TorchScript prints it; the message names line and text. */
public final class ScriptException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 60;

    ScriptException(String problem, Token at) {
        super("line " + at.line() + ": " + problem + " at \"" + shortened(at.text()) + "\"");
    }

    ScriptException(String problem, int line) {
        super("line " + line + ": " + problem);
    }

    private static String shortened(String text) {
        String visible = text.replaceAll("\\p{Cntrl}", " ");
        return visible.length() <= SHOWN ? visible : visible.substring(0, SHOWN) + "…";
    }
}
