package xai4j.djl.train;

import ai.djl.nn.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import xai4j.djl.engine.NdTensors;
import xai4j.tensor.XaiException;

/**
 * The best state of a network so far, beside the checkpoint of its training; in memory where there is no folder. It is written before the
 * checkpoint, so that a run that was killed between the two makes the same epoch, and the same file, again.
 *
 * @param <S> what else belongs to it
 */
public final class BestState<S> {
    /** Name of the file in the folder. */
    public static final String FILE = "best.zip";

    private final @Nullable Path folder;
    private final Class<S> type;
    private final Map<String, float[]> held = new LinkedHashMap<>();
    private @Nullable S heldState;

    /** Nothing yet, or what an earlier run left in the folder. */
    public BestState(@Nullable Path folder, Class<S> type) {
        this.folder = folder;
        this.type = type;
    }

    /** Takes the network as it is now. */
    public void keep(Network network, S state) {
        if (folder != null) {
            Checkpoint.write(folder.resolve(FILE), network, null, state);
            return;
        }
        heldState = state;
        for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
            held.put(entry.getKey(), entry.getValue().getArray().toFloatArray());
        }
    }

    /** What belongs to the best state. */
    public S state() {
        return folder == null ? Objects.requireNonNull(heldState) : read().state();
    }

    /**
     * Puts it back.
     *
     * @throws XaiException if its file is gone, damaged or of another network
     */
    public void restore(Network network) {
        if (folder != null) {
            read().restore(network);
            return;
        }
        network.parameters()
                .forEach((name, parameter) ->
                        NdTensors.fill(parameter.getArray(), Objects.requireNonNull(held.get(name))));
    }

    private Checkpoint<S> read() {
        Path file = Objects.requireNonNull(folder).resolve(FILE);
        if (!Files.exists(file)) {
            throw new XaiException("the best state of the training, " + file + ", is gone; delete the checkpoint beside"
                    + " it to begin again");
        }
        return Checkpoint.read(file, type);
    }
}
