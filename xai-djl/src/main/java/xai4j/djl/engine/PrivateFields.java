package xai4j.djl.engine;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads what DJL's blocks hold but do not tell. */
public final class PrivateFields {
    private PrivateFields() {}

    /**
     * The value of a private field.
     *
     * @param owner the class that declares it
     * @throws IllegalStateException if this version of DJL has no such field
     */
    public static <T> T field(Object object, Class<?> owner, String name, Class<T> type) {
        try {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(object));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "this version of DJL hides the field " + name + " of a " + owner.getSimpleName(), e);
        }
    }

    /** The values that a lambda expression captured, through functions that wrap functions; none if they cannot be had. */
    public static List<Object> captured(Function<?, ?> lambda) {
        List<Object> values = new ArrayList<>();
        try {
            for (Field field : lambda.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                values.add(field.get(lambda));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            return List.of();
        }
        return values.size() == 1 && values.get(0) instanceof Function<?, ?> inner ? captured(inner) : values;
    }
}
