package xai4j.json;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.XaiException;

/**
 * Finds what a JSON text left out: a parser fills it with null, which none of our records promises to hold unless it says so with {@link
 * Nullable}.
 */
final class Completeness {
    private Completeness() {}

    /**
     * Looks through a record and everything that it holds.
     *
     * @throws XaiException naming the first field that is missing
     */
    static void require(@Nullable Object value, String path) {
        if (value == null) {
            throw new XaiException("\"" + path + "\" is missing");
        }
        if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    require(component, value, path.isEmpty() ? component.getName() : path + "." + component.getName());
                }
            }
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(held -> require(held, path));
        } else if (value instanceof Collection<?> all) {
            all.forEach(held -> require(held, path));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, held) -> require(held, path + "." + key));
        }
    }

    private static void require(RecordComponent component, Object value, String path) {
        Method accessor = component.getAccessor();
        if (component.getType().isPrimitive() || !accessor.trySetAccessible()) {
            return;
        }
        try {
            require(accessor.invoke(value), path);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new XaiException(
                    "\"" + path + "\" cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
