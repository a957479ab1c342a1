package xai4j.djl.torch.script;

import java.util.List;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.Expression.Name;

/**
 * A function or method.
 *
 * @param parameters the receiver included
 * @param returns the declared type, null when there is none
 */
public record ScriptFunction(
        String name, List<Parameter> parameters, @Nullable Expression returns, List<Statement> body) {
    /** {@code name: type=value}. */
    public record Parameter(
            String name,
            @Nullable Expression type,
            @Nullable Expression value) {
        /** A parameter without default. */
        public static Parameter of(String name, Expression type) {
            return new Parameter(name, type, null);
        }
    }

    /** The name that the method's body uses for the object, usually {@code self}. */
    public String receiver() {
        return parameters.isEmpty() ? "" : parameters.get(0).name();
    }

    /** Whether it is declared to return one tensor. */
    public boolean returnsTensor() {
        return returns instanceof Name name && name.text().equals("Tensor");
    }
}
