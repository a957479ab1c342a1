package xai4j.onnx;

import static xai4j.onnx.SmallModel.decimal;
import static xai4j.onnx.SmallModel.number;
import static xai4j.onnx.SmallModel.numbers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/**
 * Small vision transformers with random weights, written as the exports of several families are: pictures of 3 × 8 × 8, patches of 2 × 2, two blocks of
 * two heads over eight numbers.
 */
final class TransformerFile {
    static final int HEADS = 2;
    static final int BLOCKS = 2;
    static final int SIDE = 8;
    static final int GRID = 4;
    static final int CLASSES = 3;

    private static final int WIDTH = 8;
    private static final int PER_HEAD = WIDTH / HEADS;
    private static final int PATCHES = GRID * GRID;

    private final SmallModel model;
    private final int skip;
    private final int count;

    private TransformerFile(int skip, int count, Object... dims) {
        this.skip = skip;
        this.count = count;
        this.model = SmallModel.opset(17).input("pixel_values", SmallModel.FLOAT, dims);
    }

    private int tokens() {
        return skip + PATCHES;
    }

    /** Writes one: vit, optimum, beit, clip, dino, swin. */
    static Path write(String family, Path folder) throws IOException {
        return write(family, BLOCKS, folder);
    }

    /** The same with another number of blocks. */
    static Path write(String family, int count, Path folder) throws IOException {
        Object[] fixed = {"N", 3, SIDE, SIDE};
        SmallModel model =
                switch (family) {
                    case "vit" -> new TransformerFile(1, count, fixed).vit();
                    case "optimum" ->
                        new TransformerFile(1, count, "batch_size", "num_channels", "height", "width").optimum();
                    case "beit" -> new TransformerFile(1, count, fixed).beit();
                    case "clip" -> new TransformerFile(1, count, fixed).clip();
                    case "dino" -> new TransformerFile(1 + 4, count, fixed).dino();
                    case "swin" -> new TransformerFile(0, count, fixed).swin();
                    default -> throw new IllegalArgumentException(family);
                };
        return model.write(folder.resolve(family + count + ".onnx"));
    }

    private String weights(String name, long... dims) {
        int size = 1;
        for (long extent : dims) {
            size *= (int) extent;
        }
        float[] values = new float[size];
        // drawn by name, so that networks of fewer blocks have the same weights
        Random random = new Random(name.hashCode());
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian() * 0.5f;
        }
        model.weights(name, dims, values);
        return name;
    }

    private String linear(String in, String name, int from, int to) {
        model.node("MatMul", in + "," + weights(name + "_w", from, to), name + "_product")
                .node("Add", name + "_product," + weights(name + "_b", to), name);
        return name;
    }

    private String norm(String in, String name) {
        model.node(
                "LayerNormalization",
                in + "," + weights(name + "_scale", WIDTH) + "," + weights(name + "_shift", WIDTH),
                name,
                decimal("epsilon", 1e-5f));
        return name;
    }

    /** Patches, behind tokens without a place. */
    private String embedded() {
        model.node(
                        "Conv",
                        "pixel_values," + weights("patch_w", WIDTH, 3, 2, 2) + "," + weights("patch_b", WIDTH),
                        "patches",
                        numbers("strides", 2, 2))
                .integers("flat", 0, WIDTH, -1)
                .node("Reshape", "patches,flat", "columns")
                .node("Transpose", "columns", "rows", numbers("perm", 0, 2, 1));
        if (skip == 0) {
            return "rows";
        }
        weights("special", 1, skip, WIDTH);
        model.node("Shape", "rows", "extents")
                .integers("first", 0)
                .integers("behind", 1)
                .integers("rest", 1, 1)
                .node("Slice", "extents,first,behind", "batch")
                .node("Concat", "batch,rest", "times", number("axis", 0))
                .node("Expand", "special,times", "tokens")
                .node("Concat", "tokens,rows", "sequence", number("axis", 1))
                .node("Add", "sequence," + weights("positions", 1, tokens(), WIDTH), "embedded");
        return "embedded";
    }

    /** Queries, keys and values by products of their own, as Hugging Face has them; a bias of positions where it is named. */
    private String attention(String in, String name, String bias) {
        String[] parts = {name + "_query", name + "_key", name + "_value"};
        model.integers(name + "_split", 0, 0, HEADS, PER_HEAD);
        for (String part : parts) {
            linear(in, part, WIDTH, WIDTH);
            model.node("Reshape", part + "," + name + "_split", part + "_heads");
        }
        model.node("Transpose", parts[0] + "_heads", parts[0] + "_t", numbers("perm", 0, 2, 1, 3))
                .node("Transpose", parts[1] + "_heads", parts[1] + "_t", numbers("perm", 0, 2, 3, 1))
                .node("Transpose", parts[2] + "_heads", parts[2] + "_t", numbers("perm", 0, 2, 1, 3))
                .node("MatMul", parts[0] + "_t," + parts[1] + "_t", name + "_raw")
                .weights(name + "_root", new long[] {}, (float) Math.sqrt(PER_HEAD))
                .node("Div", name + "_raw," + name + "_root", name + "_scores");
        String scores = name + "_scores";
        if (!bias.isEmpty()) {
            model.node("Add", scores + "," + bias, name + "_biased");
            scores = name + "_biased";
        }
        model.node("Softmax", scores, name + "_probabilities", number("axis", -1));
        return gathered(name, name + "_probabilities", parts[2] + "_t");
    }

    private String gathered(String name, String probabilities, String values) {
        model.node("MatMul", probabilities + "," + values, name + "_context")
                .node("Transpose", name + "_context", name + "_by_token", numbers("perm", 0, 2, 1, 3))
                .integers(name + "_merge", 0, 0, WIDTH)
                .node("Reshape", name + "_by_token," + name + "_merge", name + "_merged");
        return linear(name + "_merged", name + "_out", WIDTH, WIDTH);
    }

    /** One product for queries, keys and values, as timm has it. */
    private String packed(String in, String name, int tokens) {
        linear(in, name + "_qkv", WIDTH, 3 * WIDTH);
        model.integers(name + "_five", 0, tokens, 3, HEADS, PER_HEAD)
                .node("Reshape", name + "_qkv," + name + "_five", name + "_parts")
                .node("Transpose", name + "_parts", name + "_front", numbers("perm", 2, 0, 3, 1, 4));
        String[] parts = {name + "_q", name + "_k", name + "_v"};
        for (int i = 0; i < parts.length; i++) {
            model.integers(parts[i] + "_at", i)
                    .node("Gather", name + "_front," + parts[i] + "_at", parts[i] + "_one", number("axis", 0))
                    .integers(parts[i] + "_axis", 0)
                    .node("Squeeze", parts[i] + "_one," + parts[i] + "_axis", parts[i]);
        }
        model.weights(name + "_scale", new long[] {}, (float) (1 / Math.sqrt(PER_HEAD)))
                .node("Mul", parts[0] + "," + name + "_scale", name + "_scaled")
                .node("Transpose", parts[1], name + "_keys", numbers("perm", 0, 1, 3, 2))
                .node("MatMul", name + "_scaled," + name + "_keys", name + "_scores")
                .node("Softmax", name + "_scores", name + "_probabilities", number("axis", -1));
        return gathered(name, name + "_probabilities", parts[2]);
    }

    private String perceptron(String in, String name) {
        linear(in, name + "_up", WIDTH, 2 * WIDTH);
        model.node("Sigmoid", name + "_up", name + "_gate").node("Mul", name + "_up," + name + "_gate", name + "_act");
        return linear(name + "_act", name + "_down", 2 * WIDTH, WIDTH);
    }

    private String residual(String in, String branch, String name) {
        model.node("Add", in + "," + branch, name);
        return name;
    }

    private String block(String in, String name, boolean isPacked, String bias) {
        String normed = norm(in, name + "_norm1");
        String branch = isPacked ? packed(normed, name, tokens()) : attention(normed, name, bias);
        String middle = residual(in, branch, name + "_middle");
        return residual(middle, perceptron(norm(middle, name + "_norm2"), name), name + "_end");
    }

    private String blocks(String in, boolean isPacked, String bias) {
        String value = in;
        for (int i = 0; i < count; i++) {
            value = block(value, "block" + i, isPacked, bias);
        }
        return value;
    }

    /** A single token behind the last block. */
    private String token(String in) {
        model.integers("zero", 0)
                .node("Gather", in + ",zero", "token_row", number("axis", 1))
                .integers("one", 1)
                .node("Squeeze", "token_row,one", "token");
        return "token";
    }

    private SmallModel classified(String in) {
        return model.node("Identity", linear(in, "head", WIDTH, CLASSES), "logits")
                .output("logits");
    }

    private SmallModel vit() {
        return classified(token(norm(blocks(embedded(), true, ""), "last")));
    }

    /** All extents open, and the class token alone goes through the last norm. */
    private SmallModel optimum() {
        return classified(norm(token(blocks(embedded(), false, "")), "last"));
    }

    /** A bias for each pair of positions and head; the scores are made of the mean of the patches. */
    private SmallModel beit() {
        String end = blocks(embedded(), false, weights("relative", 1, HEADS, tokens(), tokens()));
        model.integers("from", 1)
                .integers("to", tokens())
                .integers("along", 1)
                .node("Slice", end + ",from,to,along", "patch_rows")
                .node("ReduceMean", "patch_rows", "pooled", numbers("axes", 1), number("keepdims", 0));
        return classified(norm("pooled", "last"));
    }

    /** A norm before the blocks, one behind them for the class token, and a projection to the space that texts share. */
    private SmallModel clip() {
        String end = blocks(norm(embedded(), "pre"), false, "");
        model.node("MatMul", norm(token(end), "post") + "," + weights("projection", WIDTH, 6), "projected")
                .node("ReduceL2", "projected", "length", numbers("axes", -1), number("keepdims", 1))
                .node("Div", "projected,length", "image_embeds");
        return model.output("image_embeds");
    }

    /** Class token and four registers in front. */
    private SmallModel dino() {
        return classified(token(norm(blocks(embedded(), true, ""), "last")));
    }

    /** Windows of 2 × 2 patches, in the second block shifted by one, with its mask and a bias of positions. */
    private SmallModel swin() {
        String value = embedded();
        for (int i = 0; i < count; i++) {
            String name = "block" + i;
            String normed = norm(value, name + "_norm1");
            model.integers(name + "_square", 0, GRID, GRID, WIDTH)
                    .node("Reshape", normed + "," + name + "_square", name + "_map");
            String map = i == 1 ? rolled(rolled(name + "_map", name + "_r", 1, 1), name + "_c", 2, 1) : name + "_map";
            model.integers(name + "_six", -1, 2, 2, 2, 2, WIDTH)
                    .node("Reshape", map + "," + name + "_six", name + "_cut")
                    .node("Transpose", name + "_cut", name + "_sorted", numbers("perm", 0, 1, 3, 2, 4, 5))
                    .integers(name + "_window", -1, 4, WIDTH)
                    .node("Reshape", name + "_sorted," + name + "_window", name + "_windows");
            String inside = attention(name + "_windows", name, weights(name + "_relative", 1, HEADS, 4, 4));
            model.node("Reshape", inside + "," + name + "_six", name + "_six_back")
                    .node("Transpose", name + "_six_back", name + "_unsorted", numbers("perm", 0, 1, 3, 2, 4, 5))
                    .integers(name + "_map4", -1, GRID, GRID, WIDTH)
                    .node("Reshape", name + "_unsorted," + name + "_map4", name + "_back");
            String back = i == 1
                    ? rolled(rolled(name + "_back", name + "_rb", 1, GRID - 1), name + "_cb", 2, GRID - 1)
                    : name + "_back";
            model.integers(name + "_row", 0, PATCHES, WIDTH)
                    .node("Reshape", back + "," + name + "_row", name + "_branch");
            String middle = residual(value, name + "_branch", name + "_middle");
            value = residual(middle, perceptron(norm(middle, name + "_norm2"), name), name + "_end");
        }
        model.node("ReduceMean", norm(value, "last"), "pooled", numbers("axes", 1), number("keepdims", 0));
        return classified("pooled");
    }

    /** As torch.roll is exported: what is cut off in front stands behind. */
    private String rolled(String in, String name, int axis, int by) {
        model.integers(name + "_by", by)
                .integers(name + "_start", 0)
                .integers(name + "_end", GRID)
                .integers(name + "_axis", axis)
                .node("Slice", in + "," + name + "_by," + name + "_end," + name + "_axis", name + "_tail")
                .node("Slice", in + "," + name + "_start," + name + "_by," + name + "_axis", name + "_head")
                .node("Concat", name + "_tail," + name + "_head", name, number("axis", axis));
        return name;
    }
}
