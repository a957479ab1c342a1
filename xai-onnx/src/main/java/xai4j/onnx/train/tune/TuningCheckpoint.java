package xai4j.onnx.train.tune;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.numeric.EpochSelection;
import xai4j.numeric.Validation;
import xai4j.onnx.train.Optimizer;
import xai4j.tensor.XaiException;

/**
 * The state of a fine-tuning after a whole epoch: weights, what the optimiser remembers, in double precision, and the weights that did best on
 * pictures held out.
 */
final class TuningCheckpoint {
    private static final String FORMAT = "xai4j-tuning/2";

    private final List<TunedWeight> weights;
    private final List<Optimizer.Updater> updaters;
    private final String key;
    private final List<Validation> validations = new ArrayList<>();
    private List<double[]> best = List.of();
    private int epochs;

    /**
     * A state to be written or restored.
     *
     * @param key by what the training is known again
     */
    TuningCheckpoint(List<TunedWeight> weights, List<Optimizer.Updater> updaters, String key) {
        this.weights = weights;
        this.updaters = updaters;
        this.key = key;
    }

    /** How many epochs are done. */
    int epochs() {
        return epochs;
    }

    /** What they came to on pictures held out; empty where none are. */
    List<Validation> validations() {
        return validations;
    }

    /** Counts an epoch, and takes its weights when none did better. */
    void finished(Optional<Validation> held) {
        epochs++;
        held.ifPresent(validations::add);
        if (held.isPresent() && EpochSelection.best(validations) == validations.size() - 1) {
            best = weights.stream().map(weight -> weight.values().clone()).toList();
        }
    }

    /** Puts the best weights into the network. */
    void restoreBest() {
        for (int w = 0; w < best.size(); w++) {
            System.arraycopy(best.get(w), 0, weights.get(w).values(), 0, best.get(w).length);
            weights.get(w).changed();
        }
    }

    void write(Path file) {
        AtomicFile.write(file, stream -> {
            DataOutputStream out = new DataOutputStream(stream);
            out.writeUTF(FORMAT);
            out.writeUTF(shortened());
            out.writeInt(epochs);
            for (int w = 0; w < weights.size(); w++) {
                write(out, weights.get(w).values());
                for (double[] state : updaters.get(w).state()) {
                    write(out, state);
                }
            }
            out.writeInt(validations.size());
            for (Validation validation : validations) {
                out.writeInt(validation.right());
                out.writeInt(validation.pictures());
                out.writeDouble(validation.loss());
            }
            for (double[] values : best) {
                write(out, values);
            }
            out.flush();
        });
    }

    /** Texts of a stream may have 65535 bytes. */
    private String shortened() {
        return key.length() < 1000 ? key : key.substring(0, 500) + " … " + key.hashCode();
    }

    private static void write(DataOutputStream out, double[] values) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }

    /**
     * Goes on with what a file holds, if it is there.
     *
     * @throws XaiException if it is damaged or of another training; nothing has changed then but the weights of a training that cannot begin
     */
    void restore(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (!in.readUTF().equals(FORMAT)) {
                throw new XaiException(file + " is no checkpoint of a fine-tuning; choose another folder");
            }
            String other = in.readUTF();
            if (!other.equals(shortened())) {
                throw new XaiException(file + " is of another training (" + other + "); choose another folder");
            }
            int done = in.readInt();
            for (int w = 0; w < weights.size(); w++) {
                read(in, weights.get(w).values());
                for (double[] state : updaters.get(w).state()) {
                    read(in, state);
                }
                weights.get(w).changed();
            }
            readValidations(in, done);
            epochs = done;
        } catch (IOException e) {
            throw new XaiException(file + " is damaged (" + FileErrors.reason(e) + "); delete it to begin again", e);
        }
    }

    private void readValidations(DataInputStream in, int done) throws IOException {
        int count = in.readInt();
        if (count != 0 && count != done) {
            throw new IOException(count + " validations of " + done + " epochs");
        }
        for (int i = 0; i < count; i++) {
            validations.add(new Validation(in.readInt(), in.readInt(), in.readDouble()));
        }
        if (count > 0) {
            best = weights.stream().map(weight -> new double[weight.size()]).toList();
            for (double[] values : best) {
                read(in, values);
            }
        }
    }

    private static void read(DataInputStream in, double[] values) throws IOException {
        if (in.readInt() != values.length) {
            throw new IOException("an array of another length");
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
    }
}
