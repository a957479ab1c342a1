package xai4j.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
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
        usageHelpAutoWidth = true,
        subcommands = {
            InspectCommand.class,
            ExplainCommand.class,
            EvaluateCommand.class,
            AuditCommand.class,
            VerifyCommand.class,
            VisualizeCommand.class,
            ServeCommand.class,
            ModelsCommand.class,
            TrainCommand.class,
            BirdsCommand.class,
            DemoCommand.class,
            HelpCommand.class
        })
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    /** Runs the command line and leaves with its exit status: 0 done, 2 bad usage or input, 1 our own failure. */
    public static void main(String[] arguments) {
        System.exit(GracefulShutdown.of(() -> run(arguments)));
    }

    private static int run(String... arguments) {
        CommandLine program;
        try {
            program = commandLine();
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

    static CommandLine commandLine() {
        return AddedCommands.to(new CommandLine(new Main()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler(Failures::badUsage)
                .setExecutionExceptionHandler(Failures::failed);
    }

    private static int execute(ParseResult parsed) {
        for (ParseResult command = parsed; command != null; command = command.subcommand()) {
            requireValues(command);
            if (!command.unmatched().isEmpty()) {
                // picocli forgives them beside --help
                throw new CommandLine.UnmatchedArgumentException(
                        command.commandSpec().commandLine(), command.unmatched());
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** An empty text, such as a script's unset variable, is no path and no number; as a path it would mean the current folder. */
    private static void requireValues(ParseResult command) {
        for (ArgSpec argument : command.matchedArgs()) {
            String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
            for (String text : argument.originalStringValues()) {
                boolean unset = argument.typeInfo().isMap() && text.indexOf('=') == text.length() - 1;
                if (argument.arity().max() > 0 && (text.isBlank() || unset)) {
                    throw new ParameterException(
                            command.commandSpec().commandLine(),
                            name + (text.isBlank() ? "" : " " + text) + " has no value");
                }
            }
        }
    }

    @Override
    public void run() {
        java.util.Objects.requireNonNull(spec).commandLine().usage(System.out);
    }
}
