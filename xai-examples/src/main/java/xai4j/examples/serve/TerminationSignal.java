package xai4j.examples.serve;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Waits until the program is told to end (Ctrl-C, SIGTERM), so that it can leave in order with status 0; left alone, Java would leave with 143
 * whatever is still done. Java has this in {@code sun.misc} only, which {@code jdk.unsupported} keeps open.
 */
public final class TerminationSignal {
    private static final List<String> SIGNALS = List.of("TERM", "INT");

    private final CountDownLatch told = new CountDownLatch(1);

    private TerminationSignal() {}

    /** Begins to listen; where signals cannot be heard, only {@link #raise} ends the wait. */
    public static TerminationSignal listen() {
        TerminationSignal signal = new TerminationSignal();
        SIGNALS.forEach(signal::on);
        return signal;
    }

    private void on(String name) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(),
                    new Class<?>[] {handler},
                    (self, method, arguments) -> heard(self, method.getName(), arguments));
            type.getMethod("handle", type, handler)
                    .invoke(null, type.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            if (e instanceof InvocationTargetException && e.getCause() instanceof Error error) {
                throw error;
            }
            // without them the program ends as any other does: at once
            told.getCount();
        }
    }

    private Object heard(Object self, String method, Object... arguments) {
        return switch (method) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "termination signal";
            default -> {
                raise();
                yield "";
            }
        };
    }

    /** Ends the wait as a signal would. */
    public void raise() {
        told.countDown();
    }

    /** Waits; also returns, with its flag set, when the thread is interrupted. */
    public void await() {
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
