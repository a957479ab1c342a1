package xai4j.examples.serve.http;

import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import xai4j.examples.serve.RequestException;
import xai4j.tensor.XaiException;

/** Turns what went wrong into a status and one line; what is our own fault is told to the operator and not to the caller. */
final class ErrorAnswers {
    private final PrintWriter log;

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
            synchronized (log) {
                log.println("xai serve: internal error, please report it, at " + exchange.path());
                e.printStackTrace(log);
                log.flush();
            }
            exchange.error(500, "internal error; the service's log tells more");
        }
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
