package xai4j.explain;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import xai4j.image.Images;
import xai4j.io.Npy;
import xai4j.model.EmbeddingLikeness;
import xai4j.model.ScoreFunction;

/** The likeness of the model's output, read as an embedding, to a given one. */
final class SimilarityTarget implements Target {
    static final String COSINE = "similar:";
    static final String DOT = "similar-dot:";
    private static final String INLINE = "base64,";

    private static final String NUMBERS = ".npy";

    private final Function<TargetContext, float[]> embedding;
    private final boolean cosine;
    private final String source;

    private SimilarityTarget(Function<TargetContext, float[]> embedding, boolean cosine, String source) {
        this.embedding = embedding;
        this.cosine = cosine;
        this.source = source;
    }

    /** The numbers themselves become part of the target's text, so that it can be made again. */
    static SimilarityTarget cosine(float[] embedding) {
        float[] own = embedding.clone();
        return new SimilarityTarget(context -> own, true, INLINE + encoded(own));
    }

    /** Reads what follows a prefix: a file of numbers, a photograph whose own embedding is meant, or the numbers themselves. */
    static SimilarityTarget parse(String source, boolean cosine) {
        if (!source.startsWith(INLINE) && !source.endsWith(NUMBERS)) {
            BufferedImage photograph = Images.read(Path.of(source));
            return new SimilarityTarget(
                    context -> context.scores(context.model().spec().prepare(photograph)), cosine, source);
        }
        float[] numbers = source.startsWith(INLINE)
                ? decoded(source.substring(INLINE.length()))
                : Npy.readFloat(Path.of(source)).toArray();
        return new SimilarityTarget(context -> numbers, cosine, source);
    }

    @Override
    public String text() {
        return (cosine ? COSINE : DOT) + source;
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        context.requireScores(this);
        int length = context.scores().length;
        float[] reference = embedding.apply(context);
        if (reference.length != length) {
            throw new IllegalArgumentException("the embedding to be like has " + reference.length
                    + " values, the output of " + context.model().spec().name() + " has " + length);
        }
        requireDirection(reference);
        return List.of(cosine ? EmbeddingLikeness.cosine(reference) : EmbeddingLikeness.dot(reference));
    }

    /** What is no number, or zero all over, is like nothing. */
    private static void requireDirection(float[] reference) {
        boolean something = false;
        for (int k = 0; k < reference.length; k++) {
            if (!Float.isFinite(reference[k])) {
                throw new IllegalArgumentException("the embedding to be like has " + reference[k] + " at position " + k
                        + "; numbers are expected");
            }
            something |= reference[k] != 0;
        }
        if (!something) {
            throw new IllegalArgumentException("the embedding to be like is zero all over: nothing is like it");
        }
    }

    private static String encoded(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static float[] decoded(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SimilarityTarget same && text().equals(same.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }
}
