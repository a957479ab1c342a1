package xai4j.cam;

import xai4j.explain.Deadline;
import xai4j.image.PreparedImage;
import xai4j.model.Layer;

/** One layer of one image to be explained for some classes; counts what it costs. */
final class CamRequest {
    private final PreparedImage image;
    private final Layer layer;
    private final int[] targets;
    private final int classes;
    private final Deadline deadline;
    private long evaluations;

    CamRequest(PreparedImage image, Layer layer, int[] targets, int classes, Deadline deadline) {
        this.image = image;
        this.layer = layer;
        this.targets = targets;
        this.classes = classes;
        this.deadline = deadline;
    }

    PreparedImage image() {
        return image;
    }

    Layer layer() {
        return layer;
    }

    /** Class indices. */
    int[] targets() {
        return targets;
    }

    /** Number of classes K. */
    int classes() {
        return classes;
    }

    /**
     * Notes that the model scores some images.
     *
     * @throws xai4j.explain.TimeLimitException if time is over
     */
    void count(int images) {
        deadline.check(evaluations);
        evaluations += images;
    }

    long evaluations() {
        return evaluations;
    }
}
