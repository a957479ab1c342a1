package xai4j.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how good explanations are. */
@Command(
        name = "evaluate",
        description = "Measure explanations of a folder of pictures beside baselines, or one that was made elsewhere.")
final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private final ModelArguments model = new ModelArguments();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private @Nullable Source source;

    @Mixin
    private final MetricArguments metrics = new MetricArguments();

    @Mixin
    private final MethodSettings settings = new MethodSettings();

    @Mixin
    private final DataEvaluation overData = new DataEvaluation();

    @Mixin
    private final GivenEvaluation given = new GivenEvaluation();

    @Option(
            names = "--method",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Methods for --data, separated by commas, or one for --tensor, which metrics need that explain again; xai inspect"
                            + " MODEL lists them.")
    private List<String> methods = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the results.")
    private Path out = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    /** What is explained. */
    static final class Source {
        @Option(
                names = "--tensor",
                required = true,
                paramLabel = "X.npy",
                description =
                        "A finished model input, [C,H,W] or [1,C,H,W] float32, explained by --attribution or --method.")
        private @Nullable Path tensor;

        @Option(
                names = "--data",
                required = true,
                paramLabel = "FOLDER",
                description = "Pictures, or a folder of them per class, explained by --method.")
        private @Nullable Path data;
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        Source from = Objects.requireNonNull(source);
        if (from.data != null) {
            if (given.isGiven() || given.hasMask()) {
                throw new ParameterException(
                        command.commandLine(),
                        "--attribution and --mask belong to --tensor; --data takes --method and --annotations");
            }
            return overData.run(command, model, from.data, methods, metrics, settings, out);
        }
        Path tensor = Objects.requireNonNull(from.tensor);
        if (!given.isGiven() && methods.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--tensor needs --attribution A.npy, the explanation that is judged, or --method, which makes it");
        }
        return given.run(command, model, tensor, methods, metrics, settings, out);
    }
}
