package xai4j.io;

import java.security.CodeSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.XaiException;

/** What jars on the class path add to the library, found through {@link ServiceLoader}. */
public final class Services {
    private Services() {}

    /**
     * One instance of each class that {@code META-INF/services} names for a type, in class path order: what the thread's context class loader sees, then what
     * only the library's own sees. A thread of a pool often has a context that does not know the jars of the application (executors of Spark, fork-join pools in an
     * application server), and a plug-in may know jars that the library does not.
     *
     * @throws XaiException naming the class that cannot be had, and why
     */
    public static <T> List<T> load(Class<T> type) {
        Map<Class<?>, T> services = new LinkedHashMap<>();
        @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && sees(context, type)) {
            add(services, ServiceLoader.load(type, context));
        }
        add(services, ServiceLoader.load(type, type.getClassLoader()));
        return List.copyOf(services.values());
    }

    /** Whether a type is the same class to a loader, and not another copy of it or unknown. */
    private static boolean sees(ClassLoader loader, Class<?> type) {
        try {
            return Class.forName(type.getName(), false, loader) == type;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static <T> void add(Map<Class<?>, T> services, ServiceLoader<T> loader) {
        try {
            for (Iterator<ServiceLoader.Provider<T>> found = loader.stream().iterator(); found.hasNext(); ) {
                ServiceLoader.Provider<T> provider = found.next();
                if (!services.containsKey(provider.type())) {
                    services.put(provider.type(), provider.get());
                }
            }
        } catch (ServiceConfigurationError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new XaiException(
                    "an extension on the class path cannot be used: " + e.getMessage()
                            + (cause == e ? "" : " (" + cause + ")"),
                    e);
        }
    }

    /** A service's class and the jar or folder that it came in, for messages. */
    public static String origin(Object service) {
        CodeSource source = service.getClass().getProtectionDomain().getCodeSource();
        String name = service.getClass().getName();
        return source == null ? name : name + " in " + source.getLocation().getPath();
    }
}
