package xai4j.examples;

import java.util.Arrays;
import java.util.HashSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;
import xai4j.io.GracefulShutdown;
import xai4j.tensor.XaiException;

/** The {@code xai} program: explains image classifiers from the command line. */
@Command(
        name = "xai",
        description = "Tells why an image classifier said what it said.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        usageHelpAutoWidth = true)
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    /** Runs the command line and leaves with its exit status: 0 done, 2 bad usage or input, 1 our own failure. */
    public static void main(String[] arguments) {
        System.exit(GracefulShutdown.of(() -> run(arguments)));
    }

    static int run(String... arguments) {
        CommandLine program;
        try {
            program = commandLine(arguments);
        } catch (XaiException | LinkageError e) {
            return Failures.report(e, "", TerminalWriter.of(System.err));
        }
        try {
            return program.setOut(TerminalWriter.of(System.out))
                    .setErr(TerminalWriter.of(System.err))
                    .execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            // what commands do may need more than there is, and picocli hands on exceptions alone
            return Failures.report(e, "", TerminalWriter.of(System.err));
        }
    }

    /** The program with all that its commands take. */
    static CommandLine commandLine() {
        return with(OwnCommands.all());
    }

    /** The program with all that the commands take that some arguments may be about. */
    private static CommandLine commandLine(String... arguments) {
        return with(OwnCommands.named(new HashSet<>(Arrays.asList(arguments))));
    }

    private static CommandLine with(OwnCommands commands) {
        ExecutionRules rules = new ExecutionRules();
        return AddedCommands.to(commands.addedTo(new CommandLine(new Main())))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(rules)
                .setParameterExceptionHandler(rules)
                .setExecutionExceptionHandler(rules);
    }

    @Override
    public void run() {
        java.util.Objects.requireNonNull(spec).commandLine().usage(System.out);
    }
}
