package xai4j.djl.torch.script;

import java.util.List;
import java.util.stream.Stream;

/**
 * One source file.
 *
 * @param items in order: {@link ScriptClass}, {@link ScriptFunction} and, outside of both, {@link Statement}
 */
public record ScriptFile(List<Object> items) {
    /** Its classes. */
    public Stream<ScriptClass> classes() {
        return of(ScriptClass.class);
    }

    /** Its functions outside of classes. */
    public Stream<ScriptFunction> functions() {
        return of(ScriptFunction.class);
    }

    /** Its statements outside of classes and functions. */
    public Stream<Statement> statements() {
        return of(Statement.class);
    }

    private <T> Stream<T> of(Class<T> type) {
        return items.stream().filter(type::isInstance).map(type::cast);
    }
}
