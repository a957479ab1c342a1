package xai4j.examples;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import xai4j.tensor.XaiException;

/** Turns exceptions into one clear line on standard error and an exit status. */
final class Failures {
    /** Bad usage or bad input. */
    static final int USER = 2;
    /** Our own failure. */
    static final int OURS = 1;

    private Failures() {}

    static int badUsage(ParameterException e, String[] arguments) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("xai: " + usage(e) + "; try "
                + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return USER;
    }

    private static String usage(ParameterException e) {
        Set<String> commands = e.getCommandLine().getSubcommands().keySet();
        return e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption() && !commands.isEmpty()
                ? "unknown command \"" + unmatched.getUnmatched().get(0) + "\"; known: " + String.join(", ", commands)
                : plain(oneLine(e.getMessage()));
    }

    /** Picocli's wording as a sentence of ours. */
    private static String plain(String message) {
        String text = message.replaceFirst("^Error: ", "")
                .replaceFirst("^Value for option option ", "the value of ")
                .replaceAll("[.;\\s]+$", "");
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    static int failed(Exception e, CommandLine command, ParseResult parsed) {
        return report(e, "", command.getErr());
    }

    /** Prints what went wrong and returns the exit status it deserves; a stack trace only for our own failures. */
    static int report(Throwable e, String prefix, PrintWriter err) {
        Optional<String> reason = reason(e);
        err.println("xai: " + prefix + reason.orElse("internal error, please report it:"));
        if (reason.isEmpty()) {
            e.printStackTrace(err);
        }
        return reason.isPresent() ? USER : OURS;
    }

    /** What the user can do something about, in one line; empty for our own failures. */
    static Optional<String> reason(Throwable e) {
        if (e instanceof XaiException || e instanceof IllegalArgumentException || e instanceof UncheckedIOException) {
            return Optional.of(oneLine(e.getMessage()));
        }
        if (e instanceof CancellationException) {
            return Optional.of("cancelled");
        }
        if (e instanceof StackOverflowError) {
            return Optional.of("the input is nested too deeply; allow more with XAI_JAVA_OPTS=-Xss64m");
        }
        Throwable cause = e.getCause();
        if (e instanceof LinkageError && cause != null && !(cause instanceof ClassNotFoundException)) {
            // a class could not be made ready, which has a reason of its own
            return reason(cause);
        }
        if (e instanceof NoClassDefFoundError) {
            return Optional.of("the class " + String.valueOf(e.getMessage()).replace('/', '.')
                    + " is missing: the program's folder lib is not whole");
        }
        return e instanceof OutOfMemoryError
                ? Optional.of("out of memory (" + oneLine(e.getMessage())
                        + "); give more with XAI_JAVA_OPTS=-Xmx8g, or a smaller --set batch-size=1")
                : Optional.empty();
    }

    private static String oneLine(@org.jspecify.annotations.Nullable String message) {
        return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
