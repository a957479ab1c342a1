package xai4j.examples;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import xai4j.XaiException;

/** Turns exceptions into one clear line on standard error and an exit status. */
final class Failures {
    /** Bad usage or bad input. */
    static final int USER = 2;
    /** Our own failure. */
    static final int OURS = 1;

    private Failures() {}

    static int badUsage(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("xai: " + oneLine(e.getMessage()));
        err.println("try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return USER;
    }

    static int failed(Exception e, CommandLine command, ParseResult parsed) {
        return report(e, "", command.getErr());
    }

    /** Prints what went wrong and returns the exit status it deserves; a stack trace only for our own failures. */
    static int report(Throwable e, String prefix, PrintWriter err) {
        if (e instanceof XaiException || e instanceof IllegalArgumentException || e instanceof UncheckedIOException) {
            err.println("xai: " + prefix + oneLine(e.getMessage()));
            return USER;
        }
        if (e instanceof CancellationException) {
            err.println("xai: " + prefix + "cancelled");
            return USER;
        }
        if (e instanceof OutOfMemoryError) {
            err.println("xai: " + prefix + "out of memory (" + oneLine(e.getMessage())
                    + "); give more with XAI_JAVA_OPTS=-Xmx8g, or a smaller --set batch-size=1");
            return USER;
        }
        err.println("xai: " + prefix + "internal error, please report it:");
        e.printStackTrace(err);
        return OURS;
    }

    private static String oneLine(@org.jspecify.annotations.Nullable String message) {
        return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
