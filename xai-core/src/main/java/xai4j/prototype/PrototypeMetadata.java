package xai4j.prototype;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import xai4j.image.Images;
import xai4j.io.FolderFile;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What must be known of a network to read it as a prototype network: where its likenesses can be read, and how they become
 * scores.
 *
 * @param layer name of a layer of the model
 * @param holds what that layer holds
 * @param similarity how distances become similarities; unused for {@link Holds#SIMILARITIES}
 * @param vectors prototypes {@code [P, c, hp, wp]}, needed for {@link Holds#FEATURES}
 * @param lastLayer weights {@code [K, P]} from the prototypes' similarities to the logits
 * @param bias of the last layer, {@code [K]}
 * @param prototypes the prototypes, P of them
 * @param folder where the prototypes' pictures lie
 * @param places how many places of the map count: a picture is as similar to a prototype as its most similar places are in the mean; 1 in
 *     the paper
 * @param box how the part of a picture is boxed that a prototype answers to
 */
public record PrototypeMetadata(
        String layer,
        Holds holds,
        Similarity similarity,
        Optional<Tensor> vectors,
        Tensor lastLayer,
        Tensor bias,
        List<Prototype> prototypes,
        Path folder,
        int places,
        BoxRule box) {
    /** Contents of the layer that is read. */
    public enum Holds {
        /** Squared distances to each prototype, {@code [N, P, h, w]}. */
        DISTANCES,
        /** Similarities to each prototype, {@code [N, P, h, w]}. */
        SIMILARITIES,
        /** The features that the prototypes are compared with, {@code [N, c, h, w]}. */
        FEATURES
    }

    /** Checks that the parts fit each other. */
    public PrototypeMetadata {
        prototypes = List.copyOf(prototypes);
        vectors = vectors.map(Tensor::asReadOnly);
        lastLayer = lastLayer.asReadOnly();
        bias = bias.asReadOnly();
        int count = prototypes.size();
        if (places < 1) {
            throw new IllegalArgumentException("a similarity cannot be the mean of " + places + " places");
        }
        Shape weights = lastLayer.shape();
        if (box == BoxRule.DESCRIBED) {
            throw new IllegalArgumentException("a description must say itself how boxes are drawn: all, peak or half");
        }
        if (count == 0) {
            throw new IllegalArgumentException("no prototype is described");
        }
        if (weights.rank() != 2 || weights.dim(1) != count) {
            throw new IllegalArgumentException(count + " prototypes are described, but the last layer " + weights
                    + " is not [classes, " + count + "]");
        }
        if (bias.size() != weights.dim(0)) {
            throw new IllegalArgumentException(
                    "the bias has " + bias.size() + " values for " + weights.dim(0) + " classes");
        }
        vectors.ifPresent(given -> requireVectors(given.shape(), count));
        if (holds == Holds.FEATURES && vectors.isEmpty()) {
            throw new IllegalArgumentException("a layer of features needs \"vectors\", the prototypes to compare with");
        }
        for (int p = 0; p < count; p++) {
            int index = prototypes.get(p).classIndex();
            if (index < 0 || index >= weights.dim(0)) {
                throw new IllegalArgumentException(
                        "prototype " + p + " is of class " + index + "; there are " + weights.dim(0) + " classes");
            }
        }
    }

    /** With the paper's similarity of a picture, that of its most similar place, and the paper's box. */
    public PrototypeMetadata(
            String layer,
            Holds holds,
            Similarity similarity,
            Optional<Tensor> vectors,
            Tensor lastLayer,
            Tensor bias,
            List<Prototype> prototypes,
            Path folder) {
        this(layer, holds, similarity, vectors, lastLayer, bias, prototypes, folder, 1, BoxRule.ALL);
    }

    /** With the mean of so many places in place of the most similar one. */
    public PrototypeMetadata withPlaces(int other) {
        return new PrototypeMetadata(
                layer, holds, similarity, vectors, lastLayer, bias, prototypes, folder, other, box);
    }

    /** With another box. */
    public PrototypeMetadata withBox(BoxRule other) {
        return new PrototypeMetadata(
                layer, holds, similarity, vectors, lastLayer, bias, prototypes, folder, places, other);
    }

    private static void requireVectors(Shape shape, int count) {
        if (shape.rank() != 4 || shape.dim(0) != count) {
            throw new IllegalArgumentException(
                    "the vectors " + shape + " are not [" + count + ", channels, height, width]");
        }
    }

    /**
     * The training patch of a prototype, with its picture when there is one.
     *
     * @throws xai4j.image.ImageException if a picture is named but cannot be read
     * @throws xai4j.tensor.XaiException if it is named outside of the folder
     */
    public PrototypePatch patch(int prototype) {
        Prototype described = prototypes.get(prototype);
        return described.image().isEmpty()
                ? PrototypePatch.unseen(described.source(), described.box())
                : PrototypePatch.of(
                        described.source(), described.box(), Images.read(FolderFile.inside(folder, described.image())));
    }

    /** Number of prototypes P. */
    public int count() {
        return prototypes.size();
    }

    /** Number of classes K. */
    public int classes() {
        return lastLayer.shape().dim(0);
    }
}
