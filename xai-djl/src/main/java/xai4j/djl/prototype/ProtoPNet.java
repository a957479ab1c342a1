package xai4j.djl.prototype;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import xai4j.djl.block.BlockModels;
import xai4j.djl.engine.NdTensors;
import xai4j.djl.train.Network;
import xai4j.model.DifferentiableModel;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeMetadata;
import xai4j.prototype.PrototypeNetwork;
import xai4j.prototype.Similarity;
import xai4j.tensor.Tensor;

/**
 * A prototype network (Chen et al. 2019) of DJL blocks: a backbone, two convolutions of 1×1 that end in a sigmoid, a layer of
 * prototypes, and a last layer that turns likenesses into logits.
 */
public final class ProtoPNet implements AutoCloseable {
    private static final String LAYER_IN_MEMORY = "03PrototypeLayer";

    private final Network network;
    private final SequentialBlock blocks;
    private final Block backbone;
    private final Block addOn;
    private PrototypeHead head;

    private ProtoPNet(Network network, SequentialBlock blocks, Block backbone, Block addOn, PrototypeHead head) {
        this.network = network;
        this.blocks = blocks;
        this.backbone = backbone;
        this.addOn = addOn;
        this.head = head;
    }

    /**
     * A network with fresh parameters; those that the backbone has already are kept.
     *
     * @param name what the model is called
     * @param backbone takes images {@code [N, 3, side, side]} and gives feature maps {@code [N, C, h, w]}
     * @param side side of the images in pixels
     * @param labels names of the classes
     * @param layout the prototypes
     * @param seed of the parameters
     * @throws IllegalArgumentException if labels and layout do not fit, or prototypes are larger than the maps
     */
    public static ProtoPNet initialised(
            String name, Block backbone, int side, List<String> labels, PrototypeLayout layout, long seed) {
        if (labels.size() != layout.labels()) {
            throw new IllegalArgumentException(
                    "prototypes for " + layout.labels() + " classes do not fit " + labels.size() + " labels");
        }
        Block addOn = addOn(layout.channels());
        PrototypeHead head = new PrototypeHead(layout);
        SequentialBlock blocks = new SequentialBlock().add(backbone).add(addOn).add(head);
        return new ProtoPNet(Network.initialised(name, blocks, side, labels, seed), blocks, backbone, addOn, head);
    }

    private static Block addOn(int channels) {
        return new SequentialBlock()
                .add(pointwise(channels))
                .add(Activation.reluBlock())
                .add(pointwise(channels))
                .add(Activation.sigmoidBlock());
    }

    private static Conv2d pointwise(int channels) {
        return Conv2d.builder()
                .setKernelShape(new Shape(1, 1))
                .setFilters(channels)
                .build();
    }

    /** The network as it is trained: logits first, then each prototype's smallest squared distance {@code [N, P]}. */
    public Network network() {
        return network;
    }

    /** Its prototypes. */
    public PrototypeLayout layout() {
        return head.layout();
    }

    PrototypeHead head() {
        return head;
    }

    /** The prototypes, {@code [P, c, hp, wp]}. */
    public Tensor vectors() {
        return NdTensors.tensor(head.layer().prototypes());
    }

    /** Weights of the last layer, {@code [K, P]}. */
    public Tensor lastLayer() {
        return NdTensors.tensor(head.lastLayer());
    }

    /** Which parameters belong to the backbone, by the names of {@link Network#parameters()}. */
    Predicate<String> ofBackbone() {
        return names(backbone)::contains;
    }

    /** Which parameters belong to the add-on layers or are prototypes. */
    Predicate<String> ofPrototypes() {
        Set<String> names = names(addOn);
        names.addAll(names(head.layer()));
        return names::contains;
    }

    private Set<String> names(Block part) {
        Set<Parameter> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        part.getParameters().forEach(pair -> wanted.add(pair.getValue()));
        return network.parameters().entrySet().stream()
                .filter(entry -> wanted.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Feature maps {@code [N, c, h, w]} of images, in [0, 1]. */
    Tensor features(NDManager scope, NDArray images) {
        ParameterStore store = new ParameterStore(scope, false);
        NDList maps = addOn.forward(store, backbone.forward(store, new NDList(images), false), false);
        maps.attach(scope);
        return NdTensors.tensor(maps.head());
    }

    /** Similarities {@code [N, P, h, w]} of images. */
    Tensor similarities(NDManager scope, NDArray images) {
        NDList maps = plain(false).forward(new ParameterStore(scope, false), new NDList(images), false);
        maps.attach(scope);
        return NdTensors.tensor(maps.head());
    }

    /** Gives the network other prototypes, with fresh numbers. */
    void replace(PrototypeLayout layout, Shape features) {
        PrototypeHead other = new PrototypeHead(layout);
        other.initialize(network.manager(), DataType.FLOAT32, features);
        blocks.replaceLastBlock(other);
        head.getParameters().forEach(pair -> pair.getValue().close());
        head = other;
    }

    /** Forgets all but some prototypes; the others keep their numbers and their weights in the last layer. */
    void keep(int[] kept) {
        PrototypeLayout before = layout();
        Tensor vectors = vectors();
        Tensor weights = lastLayer();
        replace(before.keeping(kept), new Shape(1, before.channels(), before.patch(), before.patch()));
        float[] chosen = new float[kept.length * before.size()];
        float[] table = new float[before.labels() * kept.length];
        for (int i = 0; i < kept.length; i++) {
            vectors.row(kept[i]).buffer().get(chosen, i * before.size(), before.size());
            for (int k = 0; k < before.labels(); k++) {
                table[k * kept.length + i] = weights.get(k, kept[i]);
            }
        }
        set(chosen, table);
    }

    /** Sets prototypes and last layer. */
    void set(float[] vectors, float[] weights) {
        NdTensors.fill(head.layer().prototypes(), vectors);
        NdTensors.fill(head.lastLayer(), weights);
    }

    /** The same network as blocks of one output each; the parameters are shared. */
    SequentialBlock plain() {
        return plain(true);
    }

    private SequentialBlock plain(boolean toTheEnd) {
        SequentialBlock plain = new SequentialBlock().add(backbone).add(addOn);
        if (toTheEnd) {
            head.appendTo(plain);
        } else {
            plain.add(head.layer());
        }
        return plain;
    }

    /** The network as a model to be explained by any method, valid while this network is open. */
    public DifferentiableModel explained() {
        return BlockModels.of(network.manager(), plain(), network.spec());
    }

    /**
     * The network read as a prototype network, to be explained by itself.
     *
     * @param prototypes what is known of each prototype; without pictures
     */
    public PrototypeNetwork read(List<Prototype> prototypes) {
        return PrototypeNetwork.of(explained(), metadata(LAYER_IN_MEMORY, prototypes, Path.of("")));
    }

    PrototypeMetadata metadata(String layer, List<Prototype> prototypes, Path folder) {
        return new PrototypeMetadata(
                layer,
                PrototypeMetadata.Holds.SIMILARITIES,
                Similarity.PAPER,
                Optional.of(vectors()),
                lastLayer(),
                Tensor.zeros(xai4j.tensor.Shape.of(layout().labels())),
                prototypes,
                folder);
    }

    @Override
    public void close() {
        network.close();
    }
}
