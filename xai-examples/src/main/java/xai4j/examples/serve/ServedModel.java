package xai4j.examples.serve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import xai4j.Explainers;
import xai4j.explain.Applicability;
import xai4j.explain.Explainer;
import xai4j.explain.ExplainerDescriptor;
import xai4j.model.Model;
import xai4j.nbdt.Nbdt;
import xai4j.nbdt.hierarchy.Hierarchy;

/**
 * A model under the name by which it is asked for. Whoever works with it holds a {@link Loan}; a model that was taken off is closed when
 * its last loan is given back.
 */
public final class ServedModel {
    private final String name;
    private final String version;
    private final Model model;
    private final Optional<Hierarchy> tree;
    private final Map<String, Applicability> applicable;
    private final Map<String, Explainer<?>> explainers = new ConcurrentHashMap<>();
    private int loans;
    private boolean retired;

    /**
     * Takes over a model, and closes it in the end.
     *
     * @param version of a registry, or empty
     * @param tree that the decisions of this model are read by; by default it is induced from the last layer
     */
    public ServedModel(String name, String version, Model model, Optional<Hierarchy> tree) {
        this.name = name;
        this.version = version;
        this.model = model;
        this.tree = tree;
        this.applicable = new TreeMap<>(Explainers.inspect(model));
    }

    /** A model for the time of some work. */
    public final class Loan implements AutoCloseable {
        private boolean over;

        private Loan() {}

        /** What is lent. */
        public ServedModel served() {
            return ServedModel.this;
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                giveBack();
            }
        }
    }

    /** Lends the model out; the caller closes the loan. */
    synchronized Loan lend() {
        if (retired) {
            throw new IllegalStateException(name + " was taken off");
        }
        loans++;
        return new Loan();
    }

    private synchronized void giveBack() {
        loans--;
        closeWhenUnused();
    }

    /** Closes the model as soon as nobody works with it. */
    synchronized void retire() {
        retired = true;
        closeWhenUnused();
    }

    private void closeWhenUnused() {
        if (retired && loans == 0) {
            model.close();
        }
    }

    /** The name by which it is asked for. */
    public String name() {
        return name;
    }

    /** Its version in a registry, or empty. */
    public String version() {
        return version;
    }

    /** The model itself. */
    public Model model() {
        return model;
    }

    /** What each method can do for it, by name. */
    public Map<String, Applicability> applicability() {
        return applicable;
    }

    /** What a method can do for it. */
    public Applicability applicability(String method) {
        return applicable.getOrDefault(method, Applicability.impossible("there is no such method"));
    }

    /** The methods that can explain it, sorted by name. */
    public List<ExplainerDescriptor> methods() {
        return Explainers.methods().stream()
                .filter(method -> can(method.name()))
                .toList();
    }

    /** Whether a method can explain it with what is known of the model: no request brings a file that would say more. */
    public boolean can(String method) {
        return switch (applicability(method).level()) {
            case EXACT, APPROXIMATE -> true;
            case CONDITIONAL -> tree.isPresent() && method.startsWith("nbdt");
            case IMPOSSIBLE -> false;
        };
    }

    /** Whether a tree belongs to it, along which it was trained. */
    public boolean hasTree() {
        return tree.isPresent();
    }

    /** The method that is taken when a request names none. */
    public String usualMethod() {
        return List.of("grad-cam", "eigen-cam", "d-rise", "lime").stream()
                .filter(this::can)
                .findFirst()
                .orElseThrow(() -> new RequestException(
                        RequestException.UNPROCESSABLE, "no method can explain " + name + " without more being said"));
    }

    /**
     * The explainer of a method, with what belongs to this model set.
     *
     * @throws IllegalArgumentException if there is no such method or it cannot explain this model
     */
    public Explainer<?> explainer(String method) {
        return explainers.computeIfAbsent(method, this::made);
    }

    private Explainer<?> made(String method) {
        Explainer<?> explainer = Explainers.named(method, model);
        return explainer instanceof Nbdt decisions && tree.isPresent() ? decisions.hierarchy(tree.get()) : explainer;
    }
}
