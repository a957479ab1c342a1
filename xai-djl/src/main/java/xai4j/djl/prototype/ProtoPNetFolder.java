package xai4j.djl.prototype;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.djl.train.Checkpoint;
import xai4j.djl.train.Network;
import xai4j.djl.train.Training;
import xai4j.djl.train.TrainingStepper;
import xai4j.io.AtomicFile;

/** The checkpoint and the metrics of a training on disk; of a training without a folder nothing is kept. */
final class ProtoPNetFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable Path folder;

    ProtoPNetFolder(@Nullable Path folder) {
        this.folder = folder;
    }

    /** Removes what a training that was killed left half-written. */
    void clearLeftovers() {
        Training.clearLeftovers(folder);
    }

    /** The checkpoint of an earlier run, not yet restored, if its state suits. */
    Optional<Checkpoint<ProtoPNetState>> checkpoint(ProtoPNetState begun) {
        if (folder == null || !Files.exists(folder.resolve(Training.CHECKPOINT))) {
            return Optional.empty();
        }
        Path file = folder.resolve(Training.CHECKPOINT);
        Checkpoint<ProtoPNetState> checkpoint = Checkpoint.read(file, ProtoPNetState.class);
        checkpoint.state().requireSuiting(file, begun);
        return Optional.of(checkpoint);
    }

    /** Keeps the state, the network's numbers and the optimiser's memory. */
    void save(Network network, @Nullable TrainingStepper stepper, ProtoPNetState state) {
        if (folder == null) {
            return;
        }
        Checkpoint.write(folder.resolve(Training.CHECKPOINT), network, stepper, state);
        AtomicFile.write(folder.resolve(Training.METRICS), out -> {
            for (ProtoPNetEpoch epoch : state.epochs()) {
                out.write((JSON.writeValueAsString(epoch) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Where the state after some epochs is kept, for a message; empty if nowhere. */
    String kept(int epochs) {
        return folder == null || epochs == 0
                ? ""
                : "; the state after epoch " + epochs + " is kept in " + folder.resolve(Training.CHECKPOINT);
    }
}
