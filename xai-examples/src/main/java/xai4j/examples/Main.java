package xai4j.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

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
            VisualizeCommand.class,
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
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Failures::badUsage)
                .setExecutionExceptionHandler(Failures::failed);
    }

    @Override
    public void run() {
        java.util.Objects.requireNonNull(spec).commandLine().usage(System.out);
    }
}
