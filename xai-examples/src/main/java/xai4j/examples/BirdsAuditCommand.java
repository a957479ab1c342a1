package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.evaluate.CleverHansTrial;
import xai4j.model.LoadOptions;
import xai4j.model.Model;

/** Tells how surely audits find the snow, and nothing where there is nothing. */
@Command(
        name = "audit",
        description =
                "Audit a network that believes in snow, and one that does not, on birds of several seeds: is the snow found?")
final class BirdsAuditCommand implements Callable<Integer> {
    private static final int SIZE = 96;

    @Option(
            names = "--biased",
            paramLabel = "MODEL",
            description = "A network that believes in snow; by default the one that comes with the project.")
    private @Nullable Path biased;

    @Option(
            names = "--fair",
            paramLabel = "MODEL",
            description = "A network that does not; by default the one that comes with the project.")
    private @Nullable Path fair;

    @Option(names = "--method", defaultValue = "grad-cam", description = "Method (default ${DEFAULT-VALUE}).")
    private String method = "grad-cam";

    @Option(names = "--count", defaultValue = "180", description = "Birds of each seed (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--seeds", defaultValue = "10", description = "How many seeds (default ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--seed", defaultValue = "1", description = "The first of them (default ${DEFAULT-VALUE}).")
    private long first;

    @Option(names = "--unbiased", description = "On fair test pictures instead of biased training pictures.")
    private boolean unbiased;

    @Option(names = "--no-masks", description = "Do not tell the audit where the birds are.")
    private boolean unmasked;

    @Option(
            names = "--concepts",
            arity = "0..1",
            fallbackValue = "6",
            paramLabel = "N",
            description = "Also look for N concepts of each class (default ${FALLBACK-VALUE}).")
    private int concepts;

    @Option(names = "--only", paramLabel = "NETWORK", description = "Only one of the two: ${COMPLETION-CANDIDATES}.")
    private @Nullable Network only;

    /** Which network is audited. */
    private enum Network {
        biased,
        fair
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (count < 1 || seeds < 1) {
            throw new IllegalArgumentException("--count and --seeds are numbers from 1 on");
        }
        PrintWriter lines = Objects.requireNonNull(spec).commandLine().getOut();
        List<CleverHansTrial.Outcome> believing = new ArrayList<>();
        List<CleverHansTrial.Outcome> others = new ArrayList<>();
        try (Model hans = open(biased, BirdSample.BIASED_CNN);
                Model honest = open(fair, BirdSample.CNN)) {
            lines.println(CleverHansTrial.head());
            for (long seed = first; seed < first + seeds; seed++) {
                CleverHansTrial trial = new CleverHansTrial(world(seed), !unmasked, concepts);
                if (only != Network.fair) {
                    believing.add(trial.run(Explainers.named(method, hans), "biased", seed));
                    lines.println(trial.row(believing.get(believing.size() - 1)));
                }
                if (only != Network.biased) {
                    others.add(trial.run(Explainers.named(method, honest), "fair", seed));
                    lines.println(trial.row(others.get(others.size() - 1)));
                }
                lines.flush();
            }
        }
        lines.println();
        if (!believing.isEmpty()) {
            lines.printf(
                    "biased network: the snow alone was found for %d of %d seeds%s%n",
                    counted(believing, CleverHansTrial.Outcome::namesTheSnowBirdAlone),
                    seeds,
                    concepts == 0
                            ? ""
                            : "; the first concept of the snow bird alone is off the bird for "
                                    + counted(believing, outcome -> outcome.offObject()
                                            .equals(List.of("barred tarrel"))));
        }
        if (!others.isEmpty()) {
            lines.printf(
                    "fair network: nothing was found for %d of %d seeds%s%n",
                    counted(others, outcome -> outcome.findings().isEmpty()),
                    seeds,
                    concepts == 0
                            ? ""
                            : "; no first concept is off the bird for "
                                    + counted(others, outcome -> outcome.offObject()
                                            .isEmpty()));
        }
        return 0;
    }

    private static long counted(List<CleverHansTrial.Outcome> outcomes, Predicate<CleverHansTrial.Outcome> as) {
        return outcomes.stream().filter(as).count();
    }

    private BirdWorld world(long seed) {
        return unbiased
                ? BirdWorld.test(seed, count).side(SIZE)
                : BirdWorld.training(seed, count).side(SIZE).biased();
    }

    private static Model open(@Nullable Path path, BirdSample shipped) {
        return path == null ? BirdModelArguments.shipped(shipped, LoadOptions.defaults()) : Models.load(path);
    }
}
