package xai4j.examples.evaluate;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.Finding;
import xai4j.evaluate.audit.ObjectMasks;
import xai4j.evaluate.concept.ClassConcepts;
import xai4j.evaluate.concept.Concept;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.PartMask;
import xai4j.explain.Explainer;
import xai4j.image.ObjectMask;

/** Audits a network on the birds of one seed, to see whether it is told of the snow, and of nothing else. */
public final class CleverHansTrial {
    private final BirdWorld world;
    private final boolean masked;
    private final int concepts;

    /**
     * A trial.
     *
     * @param world the pictures
     * @param masked whether the audit is told where the birds are
     * @param concepts how many per class are looked for; 0 for none
     */
    public CleverHansTrial(BirdWorld world, boolean masked, int concepts) {
        this.world = world;
        this.masked = masked;
        this.concepts = concepts;
    }

    /**
     * What an audit said.
     *
     * @param network its name
     * @param seed of the pictures
     * @param pictures how many
     * @param right how many the network knew
     * @param findings classes said to hang on the background, with share of their answers and of those that change
     * @param offObject classes whose first concept is hardly ever on the object
     * @param snow the first concept of the snow bird, where concepts were looked for
     */
    public record Outcome(
            String network,
            long seed,
            int pictures,
            int right,
            List<Finding> findings,
            List<String> offObject,
            Optional<Concept> snow) {
        /** Copies the lists. */
        public Outcome {
            findings = List.copyOf(findings);
            offObject = List.copyOf(offObject);
        }

        /** Whether the snow bird, and no other class, was named. */
        public boolean namesTheSnowBirdAlone() {
            return findings.size() == 1 && findings.get(0).cls() == BirdWorld.SNOW_BIRD;
        }
    }

    /** The head of the table to which {@link #row} adds. */
    public static String head() {
        return "| seed | network | knows | named | answers | of those hang | first concept is off the object |%n|---|---|---|---|---|---|---|"
                .replace("%n", System.lineSeparator());
    }

    /** A row of the table. */
    public String row(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "| %d | %s | %.1f %% | %s | %s | %s | %s |",
                outcome.seed(),
                outcome.network(),
                100.0 * outcome.right() / outcome.pictures(),
                joined(outcome.findings(), finding -> world.labels().get(finding.cls())),
                joined(outcome.findings(), finding -> String.format(Locale.ROOT, "%.0f %%", 100 * finding.share())),
                joined(outcome.findings(), finding -> String.format(Locale.ROOT, "%.0f %%", 100 * finding.hanging())),
                concepts == 0 ? "not asked" : joined(outcome.offObject(), label -> label));
    }

    private static <T> String joined(List<T> things, Function<T, String> text) {
        return things.isEmpty() ? "–" : things.stream().map(text).collect(Collectors.joining(", "));
    }

    /**
     * Audits.
     *
     * @param explainer of a network that knows the twelve species
     * @param network its name in the table
     * @param seed of the pictures, for the table
     */
    public Outcome run(Explainer<?> explainer, String network, long seed) {
        AuditResult result = Audit.by(explainer)
                .masks(masked ? this::mask : ObjectMasks.NONE)
                .concepts(concepts)
                .run(world);
        return new Outcome(
                network,
                seed,
                result.pictures().size(),
                result.right(),
                result.findings(),
                result.concepts().stream()
                        .filter(ClassConcepts::offObject)
                        .map(found -> result.label(found.cls()))
                        .toList(),
                result.concepts(BirdWorld.SNOW_BIRD)
                        .flatMap(found -> found.concepts().stream().findFirst()));
    }

    private Optional<ObjectMask> mask(String name) {
        PartMask parts = world.picture(Integer.parseInt(name.substring(name.lastIndexOf('/') + 1)))
                .mask();
        BitSet bird = new BitSet();
        int side = parts.size();
        for (int i = 0; i < side * side; i++) {
            int row = i / side;
            bird.set(i, parts.at(i % side, row) != Part.BACKGROUND);
        }
        return Optional.of(ObjectMask.of(side, side, bird));
    }
}
