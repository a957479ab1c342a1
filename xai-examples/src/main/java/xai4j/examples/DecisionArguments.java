package xai4j.examples;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.nbdt.Decision;
import xai4j.nbdt.DecisionModel;
import xai4j.nbdt.DecisionPath;
import xai4j.nbdt.Nbdt;

/** Asks which pixels decided at one node of the tree that a network is read as. */
final class DecisionArguments {
    @Option(
            names = "--decision",
            paramLabel = "N",
            description =
                    "Explain the N-th decision on the way to the target in the tree of the model's classes, from 1 at the"
                            + " root; for gradient, CAM and perturbation methods.")
    private @Nullable Integer number;

    @Option(
            names = "--hierarchy",
            paramLabel = "FILE|wordnet",
            description = "With --decision: the tree; by default induced from the model's last layer.")
    private String hierarchy = "";

    boolean isAsked() {
        if (number == null && !hierarchy.isEmpty()) {
            throw new IllegalArgumentException(
                    "--hierarchy is for --decision; the methods nbdt-hard and nbdt-soft take --set hierarchy="
                            + hierarchy);
        }
        return number != null;
    }

    /** A decision as a target. */
    record Asked(Model model, Target target, String words) {}

    /**
     * Finds the decision.
     *
     * @throws IllegalArgumentException if the model has no gradients or the path not so many decisions
     */
    Asked of(Model model, PreparedImage image, Target target) {
        DifferentiableModel network = model.as(DifferentiableModel.class)
                .orElseThrow(() -> new IllegalArgumentException("--decision needs a model with gradients; "
                        + model.obstacle(DifferentiableModel.class)
                                .orElse(model.spec().name() + " has none")));
        Nbdt nbdt = new Nbdt(network).target(target);
        Nbdt read = hierarchy.isEmpty() ? nbdt : nbdt.set(Nbdt.HIERARCHY.name(), hierarchy);
        DecisionPath path = read.explain(image);
        List<Decision> decisions = path.paths().get(0);
        int wanted = number == null ? 0 : number;
        if (wanted < 1 || wanted > decisions.size()) {
            throw new IllegalArgumentException("--decision " + wanted + ": the way to "
                    + path.targets().get(0).label() + " has " + decisions.size() + " decisions, numbered from 1");
        }
        Decision decision = decisions.get(wanted - 1);
        return new Asked(
                DecisionModel.of(network, read.hierarchy()), Target.index(decision.chosen()), words(wanted, decision));
    }

    private static String words(int number, Decision decision) {
        return String.format(
                Locale.ROOT,
                "decision %d: %s (%.2f%%) and not %s",
                number,
                decision.name(),
                100 * decision.probability(),
                decision.alternatives().stream().map(Decision.Alternative::name).collect(Collectors.joining(", ")));
    }
}
