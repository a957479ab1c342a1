package xai4j.examples;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is in a registry of models. */
@Command(
        name = "models",
        description = "Look into a registry of models: versions, their metrics, which one is served.",
        subcommands = {
            ModelsListCommand.class,
            ModelsShowCommand.class,
            ModelsCompareCommand.class,
            ModelsPromoteCommand.class
        })
final class ModelsCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "models what? One of " + String.join(", ", spec.subcommands().keySet()));
    }
}
