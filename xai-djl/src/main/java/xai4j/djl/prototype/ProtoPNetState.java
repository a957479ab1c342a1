package xai4j.djl.prototype;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import xai4j.djl.train.Training;
import xai4j.numeric.EpochSelection;
import xai4j.prototype.PrototypePush;
import xai4j.tensor.XaiException;

/**
 * What a checkpoint tells besides numbers of the network.
 *
 * @param plan of the training
 * @param selection which state is kept; null in files of an older version, which kept the last one
 * @param labels of the training pictures
 * @param first the prototypes as the training began
 * @param layout the prototypes that are left
 * @param patches the training patch that each prototype is; empty before the first push
 * @param epochs what is done
 */
record ProtoPNetState(
        ProtoPNetPlan plan,
        @Nullable EpochSelection selection,
        List<String> labels,
        PrototypeLayout first,
        PrototypeLayout layout,
        List<PrototypePush.Patch> patches,
        List<ProtoPNetEpoch> epochs) {

    /**
     * Refuses the state of another training.
     *
     * @param file that holds the state
     * @param begun the state in which the training at hand begins
     * @throws XaiException saying in one line what differs
     */
    void requireSuiting(Path file, ProtoPNetState begun) {
        if (!labels.equals(begun.labels())) {
            throw new XaiException("checkpoint " + file + " is of a training on " + labels.size() + " classes ("
                    + String.join(", ", labels) + "), the data have "
                    + begun.labels().size() + " (" + String.join(", ", begun.labels()) + ")");
        }
        if (!plan.equals(begun.plan()) || !first.equals(begun.first())) {
            throw new XaiException("checkpoint " + file + " is of another plan, " + plan + " with " + first.count()
                    + " prototypes; this is " + begun.plan() + " with "
                    + begun.first().count() + " prototypes. Train into another folder, or delete the checkpoint");
        }
        Training.requireSelection(file, selection, Objects.requireNonNull(begun.selection()));
    }
}
