package xai4j.djl.prototype;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * The end of a prototype network: from feature maps {@code [N, c, h, w]} to logits {@code [N, K]} and, for the costs of the
 * training, each prototype's smallest squared distance {@code [N, P]}. The last layer has no bias; a prototype begins with
 * weight 1 for its own class and −0.5 for the others (Chen et al. 2019).
 */
final class PrototypeHead extends AbstractBlock {
    private static final float OWN = 1;
    private static final float OTHER = -0.5f;

    private final PrototypeLayout layout;
    private final PrototypeLayer layer;
    private final Linear last;

    PrototypeHead(PrototypeLayout layout) {
        this.layout = layout;
        this.layer = addChildBlock("prototypes", new PrototypeLayer(layout));
        this.last = addChildBlock(
                "last",
                Linear.builder().setUnits(layout.labels()).optBias(false).build());
        weight().setInitializer((manager, shape, type) -> manager.create(layout.table(OWN, OTHER), shape));
    }

    PrototypeLayout layout() {
        return layout;
    }

    PrototypeLayer layer() {
        return layer;
    }

    private Parameter weight() {
        return last.getDirectParameters().get("weight");
    }

    /** Weights of the last layer, {@code [K, P]}. */
    NDArray lastLayer() {
        return weight().getArray();
    }

    /** The same computation as blocks of one output each, which can be exported and looked into; the parameters are shared. */
    void appendTo(SequentialBlock blocks) {
        blocks.add(layer)
                .add(Pool.globalMaxPool2dBlock())
                .add(Blocks.batchFlattenBlock())
                .add(last);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> parameters) {
        NDArray distances = layer.distances(store, inputs.head(), training);
        NDArray smallest = distances
                .reshape(distances.getShape().get(0), layout.count(), -1)
                .min(new int[] {2});
        NDArray logits = last.forward(store, new NDList(PrototypeLayer.similarity(smallest)), training)
                .singletonOrThrow();
        return new NDList(logits, smallest);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape maps = inputShapes[0];
        if (maps.dimension() != 4 || Math.min(maps.get(2), maps.get(3)) < layout.patch()) {
            throw new IllegalArgumentException("the backbone gives " + maps
                    + ", which are no maps [N, channels, h, w] for" + " prototypes of side " + layout.patch());
        }
        layer.initialize(manager, dataType, inputShapes);
        last.initialize(manager, dataType, new Shape(inputShapes[0].get(0), layout.count()));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        long images = inputShapes[0].get(0);
        return new Shape[] {new Shape(images, layout.labels()), new Shape(images, layout.count())};
    }
}
