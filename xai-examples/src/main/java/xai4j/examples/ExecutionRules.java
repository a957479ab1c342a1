package xai4j.examples;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How parsed words become a run, and what goes wrong becomes one line and an exit status.
 *
 * <p>It is a class where references to methods would do: for those Java makes classes of picocli's interfaces, which are in the format of Java 5 and then
 * are left out of the archive of classes that the program starts from.
 */
final class ExecutionRules implements IExecutionStrategy, IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int execute(ParseResult parsed) {
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
    public int handleParseException(ParameterException e, String[] arguments) {
        return Failures.badUsage(e, arguments);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return Failures.failed(e, command, parsed);
    }
}
