package xai4j.examples;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;
import xai4j.examples.serve.ModelShelf;
import xai4j.tensor.XaiException;

/** Keeps the promoted versions of a registry on a shelf: what is promoted while the service runs takes the place of the old one. */
final class PromotedModels implements AutoCloseable {
    private static final long LOOK_MILLIS = 1000;

    private final Optional<ModelRegistry> registries;
    private final ModelSource source;
    private final ModelShelf shelf;
    private final PrintWriter log;
    private final Map<String, Integer> served = new HashMap<>();
    private final Map<String, String> complaints = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "watch over the registry");
        thread.setDaemon(true);
        return thread;
    });

    /** The versions of a registry, or of none. */
    static PromotedModels of(Optional<ModelRegistry> registry, ModelSource source, ModelShelf shelf, PrintWriter log) {
        return new PromotedModels(registry, source, shelf, log);
    }

    private PromotedModels(Optional<ModelRegistry> registries, ModelSource source, ModelShelf shelf, PrintWriter log) {
        this.registries = registries;
        this.source = source;
        this.shelf = shelf;
        this.log = log;
    }

    /**
     * Puts all promoted versions on the shelf and watches from then on.
     *
     * @throws XaiException if one cannot be opened, or there is none
     */
    void begin() {
        registries.ifPresent(this::begin);
    }

    private void begin(ModelRegistry registry) {
        for (String name : registry.names()) {
            OptionalInt promoted = registry.promoted(name);
            if (promoted.isPresent()) {
                take(registry, name, promoted.getAsInt());
            }
        }
        if (served.isEmpty()) {
            throw new XaiException("nothing in " + registry.folder() + " is promoted yet; xai models promote "
                    + registry.folder() + " NAME/VERSION");
        }
        var unused =
                clock.scheduleWithFixedDelay(() -> look(registry), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Takes up what changed; what cannot be opened is told once, and the old one goes on. */
    private synchronized void look(ModelRegistry registry) {
        try {
            Set<String> names = new HashSet<>(registry.names());
            for (String name : names) {
                look(registry, name);
            }
            for (String gone : Set.copyOf(served.keySet())) {
                if (!names.contains(gone)) {
                    remove(gone);
                }
            }
        } catch (XaiException e) {
            complain("", e);
        }
    }

    private void look(ModelRegistry registry, String name) {
        try {
            OptionalInt promoted = registry.promoted(name);
            if (promoted.isEmpty()) {
                remove(name);
            } else if (served.getOrDefault(name, 0) != promoted.getAsInt()) {
                take(registry, name, promoted.getAsInt());
                complaints.remove(name);
                tell("serving " + name + "/" + promoted.getAsInt());
            }
        } catch (XaiException | IllegalArgumentException e) {
            complain(name, e);
        }
    }

    private synchronized void take(ModelRegistry registry, String name, int number) {
        ModelVersion version = registry.version(name, number);
        version.requireIntact(registry.path(name, number));
        shelf.put(source.opened(
                name, Integer.toString(number), registry.path(name, number).resolve(ModelVersion.MODEL)));
        served.put(name, number);
    }

    private void remove(String name) {
        if (served.remove(name) != null) {
            shelf.remove(name);
            tell(name + " is promoted no more");
        }
    }

    private void complain(String name, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.equals(complaints.put(name, message))) {
            tell("xai: " + message
                    + (served.containsKey(name) ? "; version " + served.get(name) + " is served on" : ""));
        }
    }

    private void tell(String line) {
        log.println(line);
        log.flush();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
