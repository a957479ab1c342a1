package xai4j.djl.prototype;

/** A part of a prototype network's training. */
public enum Phase {
    /** Add-on layers and prototypes are trained on the backbone's features. */
    WARM_UP("warm-up"),
    /** The backbone is trained with them. */
    JOINT("joint"),
    /** Each prototype becomes the nearest training patch of its class, and the last layer is optimised. */
    PUSH("push"),
    /** Prototypes that stand for several classes are dropped, and the last layer is optimised. */
    PRUNE("prune");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    /** The name for people. */
    public String words() {
        return words;
    }
}
