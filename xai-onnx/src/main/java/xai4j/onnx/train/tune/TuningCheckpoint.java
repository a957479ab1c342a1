package xai4j.onnx.train.tune;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.onnx.train.Optimizer;
import xai4j.tensor.XaiException;

/** The state of a fine-tuning after a whole epoch: weights, and what the optimiser remembers, in double precision. */
final class TuningCheckpoint {
    private static final String FORMAT = "xai4j-tuning/1";

    private final List<TunedWeight> weights;
    private final List<Optimizer.Updater> updaters;
    private final String key;

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

    void write(Path file, int epochs) {
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
     * Goes on with a file when it is there.
     *
     * @return how many epochs are done
     * @throws XaiException if it is damaged or of another training; nothing has changed then but the weights of a training that cannot begin
     */
    int restore(Path file) {
        if (!Files.exists(file)) {
            return 0;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (!in.readUTF().equals(FORMAT)) {
                throw new XaiException(file + " is no checkpoint of a fine-tuning; choose another folder");
            }
            String other = in.readUTF();
            if (!other.equals(shortened())) {
                throw new XaiException(file + " is of another training (" + other + "); choose another folder");
            }
            int epochs = in.readInt();
            for (int w = 0; w < weights.size(); w++) {
                read(in, weights.get(w).values());
                for (double[] state : updaters.get(w).state()) {
                    read(in, state);
                }
                weights.get(w).changed();
            }
            return epochs;
        } catch (IOException e) {
            throw new XaiException(file + " is damaged (" + FileErrors.reason(e) + "); delete it to begin again", e);
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
