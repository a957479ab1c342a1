package xai4j.model;

/**
 * A model whose scores are raw outputs, and how they are read.
 *
 * @param <L> the layout in which they are read
 */
public abstract class LaidOutModel<L> extends ForwardingModel {
    private final Model model;
    private final L layout;

    /** A model read in a layout. */
    protected LaidOutModel(Model model, L layout) {
        this.model = model;
        this.layout = layout;
    }

    @Override
    protected final Model delegate() {
        return model;
    }

    /** How the raw outputs are read. */
    public L layout() {
        return layout;
    }
}
