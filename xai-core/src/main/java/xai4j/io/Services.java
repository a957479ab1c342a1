package xai4j.io;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import xai4j.tensor.XaiException;

/** What jars on the class path add to the library, found through {@link ServiceLoader}. */
public final class Services {
    private Services() {}

    /**
     * One instance of each class that {@code META-INF/services} names for a type, in class path order.
     *
     * @throws XaiException naming the class that cannot be had, and why
     */
    public static <T> List<T> load(Class<T> type) {
        try {
            List<T> services = new ArrayList<>();
            for (Iterator<T> found = ServiceLoader.load(type).iterator(); found.hasNext(); ) {
                services.add(found.next());
            }
            return services;
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
