package xai4j.examples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.InitializationException;
import picocli.CommandLine.Model.CommandSpec;
import xai4j.io.Services;
import xai4j.tensor.XaiException;

/** Puts the commands that jars bring beside the program's own. */
final class AddedCommands {
    private static final String UNNAMED = "<main class>";

    private AddedCommands() {}

    /**
     * Adds all commands on the class path.
     *
     * @throws XaiException if one has no name, or the name of another one; the message says which and where they come from
     */
    static CommandLine to(CommandLine program) {
        return to(program, Services.load(XaiCommand.class));
    }

    static CommandLine to(CommandLine program, List<XaiCommand> commands) {
        Map<String, XaiCommand> added = new HashMap<>();
        for (XaiCommand command : commands) {
            String name = name(command);
            if (name.equals(UNNAMED)) {
                throw new XaiException(
                        "the command of " + Services.origin(command) + " has no name: @Command(name = …)");
            }
            if (program.getSubcommands().containsKey(name)) {
                XaiCommand other = added.get(name);
                throw new XaiException("the command \"" + name + "\" of " + Services.origin(command)
                        + " is there already" + (other == null ? "" : ", from " + Services.origin(other)));
            }
            added.put(name, command);
            program.addSubcommand(name, command);
        }
        return program;
    }

    /** The annotated name; picocli's own where nothing is annotated. */
    private static String name(XaiCommand command) {
        try {
            return CommandSpec.forAnnotatedObject(command).name();
        } catch (InitializationException e) {
            return UNNAMED;
        }
    }
}
