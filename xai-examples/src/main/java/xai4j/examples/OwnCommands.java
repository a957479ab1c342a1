package xai4j.examples;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The program's own commands. To find out what a command takes, its class and those of its options are looked through, which for all of them took half
 * of the time in which the program starts; so this is done for those alone that are asked for, and the others are there with name and description.
 */
final class OwnCommands {
    private static final List<Class<?>> ALL = List.of(
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
            DemoCommand.class);

    private final Predicate<String> whole;

    private OwnCommands(Predicate<String> whole) {
        this.whole = whole;
    }

    /** All of them with their options. */
    static OwnCommands all() {
        return new OwnCommands(name -> true);
    }

    /** Those of some names with their options. */
    static OwnCommands named(Set<String> names) {
        return new OwnCommands(names::contains);
    }

    /** The program with these commands. */
    CommandLine addedTo(CommandLine program) {
        for (Class<?> type : ALL) {
            Command command = Objects.requireNonNull(type.getAnnotation(Command.class));
            if (whole.test(command.name())) {
                program.addSubcommand(type);
            } else {
                CommandSpec named = CommandSpec.create().name(command.name());
                named.usageMessage().description(command.description());
                program.addSubcommand(named.name(), named);
            }
        }
        return program.addSubcommand(new HelpCommand());
    }
}
