package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import xai4j.model.Layer;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.tune.FineTuning;
import xai4j.onnx.train.tune.TuningMemory;

/** What is said while layers of a pretrained network are tuned: its epochs, and how long all of it will take. */
final class TuningProgress {
    private static final double MEGA = 1e6;

    private final PrintWriter out;
    private final TimeEstimate estimate;
    private long epochs;
    private long done;

    TuningProgress(PrintWriter out) {
        this.out = out;
        this.estimate = TimeEstimate.ofEpochs(out, "tuning");
    }

    /**
     * What it takes, before it starts.
     *
     * @param layer above which is trained
     * @param maps of the layer above which is trained
     * @param count how many epochs all trainings together will have
     */
    void begin(Layer layer, TuningMemory memory, FrozenFeatures maps, long count) {
        epochs = count;
        long bytes = (long) maps.maps(0).size() * Float.BYTES * maps.size();
        out.printf(
                Locale.ROOT,
                "tuning %d weights above %s and the head: %.0f MB for them, at most %.0f MB for what lies between them,"
                        + " %.0f MB for maps of %d views of %d pictures%n",
                memory.weights(),
                layer.name(),
                memory.bytesOfWeights() / MEGA,
                memory.bytesOfValues() / MEGA,
                bytes / MEGA,
                maps.views(),
                maps.size());
        out.flush();
    }

    /** An epoch of the training that is kept: it is told, counted, and written into the folder. */
    void log(FineTuning.Epoch epoch, Path folder) {
        say(epoch);
        tick();
        TuningLog.add(epoch, folder);
    }

    private void say(FineTuning.Epoch epoch) {
        out.printf(
                Locale.ROOT,
                "epoch %2d  loss %.4f  accuracy %5.2f %%%s%n",
                epoch.epoch(),
                epoch.loss(),
                100 * epoch.accuracy(),
                epoch.validation()
                        .map(held -> "   held out: " + held.accuracy())
                        .orElse(""));
        out.flush();
    }

    /** Counts an epoch, of whichever of the trainings. */
    void tick() {
        done++;
        estimate.report(done, epochs);
    }
}
