package xai4j.onnx.train.prototype;

import java.util.List;
import xai4j.numeric.Confusion;
import xai4j.numeric.Parallel;
import xai4j.numeric.WilsonInterval;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.prototype.PrototypePush;

/** A trained prototype head, and the training patches that its prototypes are. */
public final class TrainedPrototypes {
    private final PrototypeHead head;
    private final List<String> labels;

    TrainedPrototypes(PrototypeHead head, List<String> labels) {
        this.head = head;
        this.labels = List.copyOf(labels);
    }

    /** Names of the classes. */
    public List<String> labels() {
        return labels;
    }

    /** Number of prototypes P. */
    public int count() {
        return head.count();
    }

    /** Class of each prototype. */
    public List<Integer> classes() {
        return head.prototypes().classes();
    }

    /** The training patch that each prototype is; its image is the number of a picture. */
    public List<PrototypePush.Patch> patches() {
        return head.prototypes().patches();
    }

    PrototypeHead head() {
        return head;
    }

    /** How many of the pictures themselves, not their other views, are told right. */
    public WilsonInterval accuracy(FrozenFeatures features) {
        return confusion(features).interval();
    }

    /** Which classes the pictures themselves are taken for. */
    public Confusion confusion(FrozenFeatures features) {
        List<Integer> predicted = Parallel.map(
                features.size(),
                i -> head.predict(head.embedding().of(features.maps(i).row(0))));
        Confusion confusion = new Confusion(labels);
        for (int i = 0; i < features.size(); i++) {
            confusion.add(features.label(i), predicted.get(i));
        }
        return confusion;
    }
}
