package xai4j.djl.prototype;

import java.nio.file.Path;
import java.util.List;
import xai4j.prototype.PrototypePush;
import xai4j.tensor.XaiException;

/**
 * What a checkpoint tells besides numbers of the network.
 *
 * @param plan of the training
 * @param labels of the training pictures
 * @param first the prototypes as the training began
 * @param layout the prototypes that are left
 * @param patches the training patch that each prototype is; empty before the first push
 * @param epochs what is done
 */
record ProtoPNetState(
        ProtoPNetPlan plan,
        List<String> labels,
        PrototypeLayout first,
        PrototypeLayout layout,
        List<PrototypePush.Patch> patches,
        List<ProtoPNetEpoch> epochs) {

    /**
     * Refuses the state of another training.
     *
     * @param file that holds the state
     * @throws XaiException saying in one line what differs
     */
    void requireSuiting(Path file, ProtoPNetPlan wanted, List<String> data, PrototypeLayout begun) {
        if (!labels.equals(data)) {
            throw new XaiException("checkpoint " + file + " is of a training on " + labels.size() + " classes ("
                    + String.join(", ", labels) + "), the data have " + data.size() + " (" + String.join(", ", data)
                    + ")");
        }
        if (!plan.equals(wanted) || !first.equals(begun)) {
            throw new XaiException("checkpoint " + file + " is of another plan, " + plan + " with " + first.count()
                    + " prototypes; this is " + wanted + " with " + begun.count()
                    + " prototypes. Train into another folder, or delete the checkpoint");
        }
    }
}
