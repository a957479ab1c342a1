package xai4j.examples.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The models that are served, by name. One may take another's place at any time: who works with the old one finishes on it. */
public final class ModelShelf implements AutoCloseable {
    private final Map<String, ServedModel> models = new TreeMap<>();

    /** Puts a model under its name, in the place of the one that was there. */
    public synchronized void put(ServedModel model) {
        @Nullable ServedModel before = models.put(model.name(), model);
        if (before != null) {
            before.retire();
        }
    }

    /** Takes a model off; nothing happens where there is none. */
    public synchronized void remove(String name) {
        @Nullable ServedModel before = models.remove(name);
        if (before != null) {
            before.retire();
        }
    }

    /** The names, sorted. */
    public synchronized List<String> names() {
        return List.copyOf(models.keySet());
    }

    /**
     * Lends a model out; the caller closes the loan.
     *
     * @throws RequestException if there is none of the name
     */
    public synchronized ServedModel.Loan lend(String name) {
        @Nullable ServedModel model = models.get(name);
        if (model == null) {
            throw new RequestException(
                    RequestException.NOT_FOUND,
                    "there is no model \"" + name + "\"; known: " + String.join(", ", names()));
        }
        return Objects.requireNonNull(model).lend();
    }

    @Override
    public synchronized void close() {
        new ArrayList<>(models.values()).forEach(ServedModel::retire);
        models.clear();
    }
}
