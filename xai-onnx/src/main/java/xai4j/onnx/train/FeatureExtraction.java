package xai4j.onnx.train;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.explain.Progress;
import xai4j.image.ImageHash;
import xai4j.numeric.Parallel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/**
 * How features of pictures are computed: by which backbone, in how many views of each picture, what is kept, and where on disk. Immutable; the
 * backbone belongs to the caller.
 */
public final class FeatureExtraction {
    /** Bytes that features may take on disk unless told otherwise: 4 GiB. */
    public static final long USUAL_LIMIT = 4L << 30;

    /** Share of the memory that maps may take which lie on disk, too. */
    private static final double HELD_SHARE = 0.125;

    private final Backbone backbone;
    private final FeatureKind kind;
    private final PictureViews views;
    private final Optional<Path> folder;
    private final long limit;
    private final LongAdder inside = new LongAdder();

    private FeatureExtraction(
            Backbone backbone, FeatureKind kind, PictureViews views, Optional<Path> folder, long limit) {
        this.backbone = backbone;
        this.kind = kind;
        this.views = views;
        this.folder = folder;
        this.limit = limit;
    }

    /** Features of the pictures themselves, held in memory. */
    public static FeatureExtraction of(Backbone backbone, FeatureKind kind) {
        return new FeatureExtraction(backbone, kind, PictureViews.PLAIN, Optional.empty(), USUAL_LIMIT);
    }

    /** With further views of each picture. */
    public FeatureExtraction views(PictureViews other) {
        return new FeatureExtraction(backbone, kind, other, folder, limit);
    }

    /**
     * Kept on disk, so that an interrupted run goes on where it was and another one on the same pictures begins at once.
     *
     * @param other a folder for this backbone alone; it is made when it is not there
     * @param bytes that the files may take; those used longest ago go first
     */
    public FeatureExtraction cachedIn(Path other, long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a cache of " + bytes + " bytes holds nothing");
        }
        return new FeatureExtraction(backbone, kind, views, Optional.of(other), bytes);
    }

    /**
     * Looks whether the folder can be used, before anything is computed or written.
     *
     * @throws XaiException if it holds features of another backbone
     */
    public void requireOwnCache() {
        folder.filter(java.nio.file.Files::exists).ifPresent(path -> FeatureCache.open(path, backbone, limit));
    }

    /**
     * Computes what is not there yet, on as many threads as there are processors.
     *
     * @throws XaiException if the folder holds features of another backbone, a picture cannot be read, or the features do not fit
     */
    public FrozenFeatures compute(LabelledImages images, Progress progress) {
        Optional<FeatureCache> cache = folder.map(path -> FeatureCache.open(path, backbone, limit));
        AtomicInteger done = new AtomicInteger();
        boolean held = kind == FeatureKind.MAPS && (cache.isEmpty() || fitsInMemory(images.size()));
        List<Picture> pictures = Parallel.map(images.size(), i -> {
            Picture picture = picture(images.image(i), cache, held);
            progress.report(done.incrementAndGet(), images.size());
            return picture;
        });
        return FrozenFeatures.of(
                images.labels(),
                IntStream.range(0, images.size()).map(images::label).toArray(),
                pictures.stream().map(Picture::pooled).toArray(float[][][]::new),
                i -> maps(pictures.get(i), cache));
    }

    /** Whether maps that lie on disk may be held in memory as well, so that they are not read again and again. */
    private boolean fitsInMemory(int pictures) {
        double bytes = (double) pictures * views.count() * backbone.map().size() * Float.BYTES;
        return bytes <= Runtime.getRuntime().maxMemory() * HELD_SHARE;
    }

    /** Seconds of all threads that were spent inside the backbone so far. */
    public double secondsInBackbone() {
        return inside.sum() / 1e9;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Picture(String key, float[][] pooled, Optional<Tensor> maps) {}

    private Picture picture(BufferedImage photograph, Optional<FeatureCache> cache, boolean held) {
        String hash = ImageHash.of(photograph);
        String key = hash.substring(0, 32) + "-" + kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + views.count()
                + "-" + views.seed();
        Tensor kept = cache.filter(there -> there.has(key))
                .map(there -> requireFit(there.read(key), key))
                .orElseGet(() -> computed(photograph, hash, key, cache));
        Tensor pooled = kind == FeatureKind.MAPS ? FeatureKind.means(kept) : kept;
        float[][] rows = IntStream.range(0, views.count())
                .mapToObj(view -> pooled.row(view).toArray())
                .toArray(float[][]::new);
        return new Picture(key, rows, held ? Optional.of(kept) : Optional.empty());
    }

    private Tensor computed(BufferedImage photograph, String hash, String key, Optional<FeatureCache> cache) {
        Tensor kept = kind.kept(maps(photograph, hash));
        cache.ifPresent(there -> there.write(key, kept));
        return kept;
    }

    private Tensor requireFit(Tensor kept, String key) {
        Shape map = backbone.map();
        Shape wanted = kind == FeatureKind.MAPS ? map.prepend(views.count()) : Shape.of(views.count(), map.dim(0));
        if (!kept.shape().equals(wanted)) {
            throw new XaiException("the cached features " + key + " are " + kept.shape() + ", not " + wanted
                    + "; delete them, and they are computed again");
        }
        return kept;
    }

    private Tensor maps(BufferedImage photograph, String hash) {
        Tensor batch = Tensor.zeros(backbone.spec().input().batchShape(views.count()));
        for (int view = 0; view < views.count(); view++) {
            BufferedImage seen = views.of(photograph, hash, view);
            batch.row(view).buffer().put(backbone.spec().prepare(seen).tensor().buffer());
        }
        long start = System.nanoTime();
        Tensor maps = backbone.maps(batch);
        inside.add(System.nanoTime() - start);
        return maps;
    }

    private Tensor maps(Picture picture, Optional<FeatureCache> cache) {
        if (kind != FeatureKind.MAPS) {
            throw new IllegalStateException("only pooled features were computed");
        }
        return picture.maps().orElseGet(() -> cache.orElseThrow().read(picture.key()));
    }
}
