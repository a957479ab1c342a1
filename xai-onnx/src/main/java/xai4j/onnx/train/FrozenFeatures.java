package xai4j.onnx.train;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.tensor.Tensor;

/**
 * What a backbone says of labelled pictures and of views of them. Pooled features are held in memory; maps are fetched picture by picture, from
 * disk when there is a cache.
 */
public final class FrozenFeatures {
    private final List<String> labels;
    private final int[] classes;
    private final float[][][] pooled;
    private final IntFunction<Tensor> maps;

    private FrozenFeatures(List<String> labels, int[] classes, float[][][] pooled, IntFunction<Tensor> maps) {
        this.labels = labels;
        this.classes = classes;
        this.pooled = pooled;
        this.maps = maps;
    }

    /**
     * Features of pictures.
     *
     * @param classes class of each picture
     * @param pooled {@code [N][V][C]}
     * @param maps for a picture {@code [V, C, h, w]}
     */
    static FrozenFeatures of(List<String> labels, int[] classes, float[][][] pooled, IntFunction<Tensor> maps) {
        return new FrozenFeatures(List.copyOf(labels), classes, pooled, maps);
    }

    /** Names of the classes. */
    public List<String> labels() {
        return labels;
    }

    /** How many pictures. */
    public int size() {
        return classes.length;
    }

    /** How many views of each picture. */
    public int views() {
        return pooled[0].length;
    }

    /** Channels C. */
    public int channels() {
        return pooled[0][0].length;
    }

    /** The class of a picture. */
    public int label(int picture) {
        return classes[picture];
    }

    /** How many pictures the class with the fewest has. */
    public int fewestOfAClass() {
        int[] counts = new int[labels.size()];
        for (int k : classes) {
            counts[k]++;
        }
        return Arrays.stream(counts).min().orElseThrow();
    }

    /** The mean of each channel in a view of a picture, {@code [C]}. */
    public float[] pooled(int picture, int view) {
        return pooled[picture][view].clone();
    }

    /** The same for reading alone. */
    float[] row(int picture, int view) {
        return pooled[picture][view];
    }

    /**
     * Feature maps of all views of a picture, {@code [V, C, h, w]}.
     *
     * @throws IllegalStateException if only {@linkplain FeatureKind#POOLED pooled} features were computed
     */
    public Tensor maps(int picture) {
        return maps.apply(picture);
    }

    /** Some of the pictures, in the order given. */
    public FrozenFeatures only(int... pictures) {
        return new FrozenFeatures(
                labels,
                Arrays.stream(pictures).map(i -> classes[i]).toArray(),
                Arrays.stream(pictures).mapToObj(i -> pooled[i]).toArray(float[][][]::new),
                i -> maps.apply(pictures[i]));
    }

    /**
     * The same pictures with other maps.
     *
     * @param other a view's map from this one's, {@code [C, h, w]}; it is called at once for every view
     * @throws IllegalStateException if only {@linkplain FeatureKind#POOLED pooled} features were computed
     */
    public FrozenFeatures mapped(UnaryOperator<Tensor> other) {
        List<Tensor> mapped = Parallel.map(size(), i -> {
            Tensor views = maps(i);
            Tensor first = other.apply(views.row(0));
            Tensor all = Tensor.zeros(first.shape().prepend(views()));
            all.row(0).buffer().put(first.buffer());
            for (int view = 1; view < views(); view++) {
                all.row(view).buffer().put(other.apply(views.row(view)).buffer());
            }
            return all;
        });
        float[][][] means = mapped.stream()
                .map(maps -> {
                    Tensor rows = FeatureKind.means(maps);
                    return IntStream.range(0, views())
                            .mapToObj(view -> rows.row(view).toArray())
                            .toArray(float[][]::new);
                })
                .toArray(float[][][]::new);
        return new FrozenFeatures(labels, classes, means, mapped::get);
    }

    /** The same pictures under other labels. */
    public FrozenFeatures relabelled(IntUnaryOperator label) {
        return new FrozenFeatures(labels, Arrays.stream(classes).map(label).toArray(), pooled, maps);
    }

    /** Numbers of the pictures that are in one of several parts, or in all others; each class is dealt out to the parts in turn. */
    public int[] part(int part, int parts, boolean inside) {
        int[] seen = new int[labels.size()];
        return IntStream.range(0, size())
                .filter(i -> (seen[classes[i]]++ % parts == part) == inside)
                .toArray();
    }
}
