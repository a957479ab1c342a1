package xai4j.examples;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains networks. */
@Command(
        name = "train",
        description = "Train a network, among them such as explain themselves.",
        subcommands = {TrainCnnCommand.class, TrainProtoPNetCommand.class, TrainNbdtCommand.class})
final class TrainCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "train what? One of " + String.join(", ", spec.subcommands().keySet()));
    }
}
