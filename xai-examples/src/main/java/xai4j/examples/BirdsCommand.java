package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import xai4j.examples.birds.BirdFolder;
import xai4j.examples.birds.BirdSplit;

/** Writes the bird world to disk. */
@Command(
        name = "birds",
        description =
                "Write a data set of birds whose parts, masks and species are known; for programs in any language.",
        subcommands = {BirdsEvaluateCommand.class, BirdsAuditCommand.class})
final class BirdsCommand implements Callable<Integer> {
    // not marked as required: its subcommands have an --out of their own
    @Option(names = "--out", paramLabel = "DIR", description = "New folder for pictures, masks and tables (required).")
    private @Nullable Path out;

    @Option(names = "--count", defaultValue = "600", description = "Pictures in all (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--size",
            defaultValue = "128",
            paramLabel = "PIXELS",
            description = "Side of the pictures (default ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of everything random (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--biased", description = "One species stands before snow nearly always, in train only.")
    private boolean biased;

    @Option(
            names = "--split",
            split = ",",
            paramLabel = "NAME=SHARE",
            description = "Shares of train, val and test (default train=0.8,test=0.2).")
    private Map<BirdSplit, Double> split = new EnumMap<>(BirdSplit.class);

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (out == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "Missing required option: '--out=DIR'");
        }
        if (split.isEmpty()) {
            split.put(BirdSplit.TRAIN, 0.8);
            split.put(BirdSplit.TEST, 0.2);
        }
        BirdFolder folder = new BirdFolder(BirdSplit.divided(count, split), size, seed, biased);
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        ProgressBar bar = ProgressBar.on(err, "birds");
        try {
            folder.write(out, bar);
        } finally {
            bar.clear();
        }
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .printf("%d pictures  %s%nlook at them  %s%n", folder.size(), out, out.resolve("sheet.png"));
        return 0;
    }
}
