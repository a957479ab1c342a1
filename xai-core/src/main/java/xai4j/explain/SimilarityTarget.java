package xai4j.explain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import xai4j.io.Npy;
import xai4j.model.EmbeddingLikeness;
import xai4j.model.ScoreFunction;

/** The likeness of the model's output, read as an embedding, to a given one. */
final class SimilarityTarget implements Target {
    static final String COSINE = "similar:";
    static final String DOT = "similar-dot:";
    private static final String INLINE = "base64,";

    private final float[] embedding;
    private final boolean cosine;
    private final String source;

    private SimilarityTarget(float[] embedding, boolean cosine, String source) {
        this.embedding = embedding;
        this.cosine = cosine;
        this.source = source;
    }

    /** The numbers themselves become part of the target's text, so that it can be made again. */
    static SimilarityTarget cosine(float[] embedding) {
        return new SimilarityTarget(embedding.clone(), true, INLINE + encoded(embedding));
    }

    /** Reads what follows a prefix: a file, or the numbers themselves. */
    static SimilarityTarget parse(String source, boolean cosine) {
        float[] embedding = source.startsWith(INLINE)
                ? decoded(source.substring(INLINE.length()))
                : Npy.readFloat(Path.of(source)).toArray();
        return new SimilarityTarget(embedding, cosine, source);
    }

    @Override
    public String text() {
        return (cosine ? COSINE : DOT) + source;
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        int length = context.scores().length;
        if (embedding.length != length) {
            throw new IllegalArgumentException("the embedding to be like has " + embedding.length
                    + " values, the output of " + context.model().spec().name() + " has " + length);
        }
        return List.of(cosine ? EmbeddingLikeness.cosine(embedding) : EmbeddingLikeness.dot(embedding));
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
