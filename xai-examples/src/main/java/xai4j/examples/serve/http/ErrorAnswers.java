package xai4j.examples.serve.http;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import xai4j.examples.serve.RequestException;
import xai4j.io.ControlCharacters;
import xai4j.tensor.XaiException;

/** Turns what went wrong into a status and one line; what is our own fault is told to the operator and not to the caller. */
final class ErrorAnswers {
    private static final int MOST_KINDS = 1000;

    private final PrintWriter log;
    private final Map<String, Long> told = new HashMap<>();

    ErrorAnswers(PrintWriter log) {
        this.log = log;
    }

    void answer(Exchange exchange, Throwable e) {
        if (e instanceof RequestException refused) {
            exchange.error(refused.status(), message(e));
        } else if (e instanceof CancellationException) {
            exchange.error(503, "the work was stopped; try again, with less to do");
        } else if (e instanceof IllegalArgumentException) {
            exchange.error(RequestException.BAD, message(e));
        } else if (e instanceof XaiException) {
            exchange.error(RequestException.UNPROCESSABLE, message(e));
        } else if (e instanceof OutOfMemoryError) {
            exchange.error(
                    RequestException.TOO_LARGE,
                    "this needs more memory than the service has; ask for less, such as fewer samples or a smaller"
                            + " picture");
        } else if (e instanceof StackOverflowError) {
            exchange.error(RequestException.UNPROCESSABLE, "this is nested too deeply");
        } else {
            tell(ControlCharacters.replaced(exchange.path()), e);
            exchange.error(500, "internal error; the service's log tells more");
        }
    }

    /** Tells a failure whole the first time, and its tenth, hundredth, … repetition in a line: a log that fills a disk is a failure, too. */
    private void tell(String path, Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        String what = e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
        synchronized (log) {
            long count = told.size() < MOST_KINDS || told.containsKey(what) ? told.merge(what, 1L, Long::sum) : 0;
            if (count == 1) {
                log.println("xai serve: internal error, please report it, at " + path);
                e.printStackTrace(log);
            } else if (isPowerOfTen(count)) {
                log.println("xai serve: the same internal error, " + what + ", for the " + count + "th time");
            }
            log.flush();
        }
    }

    private static boolean isPowerOfTen(long count) {
        return count > 0 && Long.toString(count).matches("10+");
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
