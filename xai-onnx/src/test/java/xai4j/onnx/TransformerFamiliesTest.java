package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.attention.LeGrad;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.Attention;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/**
 * Transformers as several families' exports write them. Maps are held against their papers' formulas, computed here from the probabilities and from
 * central differences of the score when single probabilities are replaced.
 */
class TransformerFamiliesTest {
    private static final float[] LIKE = {1, -1, 0.5f, 2, 0, -0.5f};
    private static final float STEP = 1e-2f;

    @TempDir
    private Path folder;

    private OnnxModel open(String family) throws IOException {
        LoadOptions options = LoadOptions.defaults()
                .withPreprocessing(Preprocessing.raw())
                .withInputSize(TransformerFile.SIDE, TransformerFile.SIDE);
        return OnnxModel.open(TransformerFile.write(family, folder), options);
    }

    private static PreparedImage picture(OnnxModel model) {
        Tensor pixels = Tensor.zeros(xai4j.tensor.Shape.of(3, TransformerFile.SIDE, TransformerFile.SIDE));
        for (int i = 0; i < pixels.size(); i++) {
            pixels.set(i, (float) Math.sin(i * 0.7) + (i % 5) / 5f);
        }
        return PreparedImage.ofTensor(pixels, model.spec().input(), Preprocessing.raw());
    }

    @ParameterizedTest
    @CsvSource({"vit, 1, 0", "optimum, 1, 0", "beit, 1, ", "clip, 1, 0", "dino, 5, 0"})
    void headsTokensRegistersAndGridAreFound(String family, int skip, Integer read) throws IOException {
        try (OnnxModel model = open(family)) {
            Attention found = model.attention();
            assertThat(found.obstacle()).isEmpty();
            assertThat(found.blocks()).hasSize(TransformerFile.BLOCKS);
            assertThat(found.blocks()).allMatch(block -> block.heads() == TransformerFile.HEADS);
            assertThat(found.blocks().get(0).tokens()).isEqualTo(skip + TransformerFile.GRID * TransformerFile.GRID);
            assertThat(found.read()).isEqualTo(read == null ? List.of() : List.of(read));
            assertThat(found.grid(TransformerFile.SIDE, TransformerFile.SIDE)).hasValueSatisfying(grid -> {
                assertThat(grid.skip()).isEqualTo(skip);
                assertThat(grid.height()).isEqualTo(TransformerFile.GRID);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit", "optimum", "beit", "clip", "dino"})
    void mapsAreWhatTheirFormulasSay(String family) throws IOException {
        try (OnnxModel model = open(family)) {
            boolean embedding = family.equals("clip");
            Target target = embedding ? Target.similarTo(LIKE) : Target.index(1);
            ToDoubleFunction<Tensor> score =
                    scores -> embedding ? cosine(scores.row(0).toArray()) : scores.get(0, 1);
            PreparedImage image = picture(model);
            Reference reference = new Reference(model, image.batch(), score);

            assertMap(Explainers.attentionRollout(model).target(target).explain(image), reference.rollout());
            assertMap(Explainers.attentionRelevance(model).target(target).explain(image), reference.relevance());
            assertMap(Explainers.legrad(model).target(target).explain(image), reference.leGrad());
        }
    }

    private static double cosine(float[] embedding) {
        double product = 0;
        double squares = 0;
        double likes = 0;
        for (int i = 0; i < LIKE.length; i++) {
            product += embedding[i] * LIKE[i];
            squares += embedding[i] * embedding[i];
            likes += LIKE[i] * LIKE[i];
        }
        return product / Math.sqrt(squares * likes);
    }

    private static void assertMap(SaliencyMap map, double[] tokens) {
        int patches = TransformerFile.GRID * TransformerFile.GRID;
        int skip = tokens.length - patches;
        double largest = IntStream.range(skip, tokens.length)
                .mapToDouble(i -> Math.abs(tokens[i]))
                .max()
                .orElseThrow();
        assertThat(largest).isGreaterThan(0);
        for (int i = 0; i < patches; i++) {
            assertThat((double) map.values().at(i))
                    .as("%s, patch %d", map.provenance().method(), i)
                    .isCloseTo(tokens[skip + i], within(5e-3 * largest));
        }
    }

    /** The paper applies the head to each block's output: that is the network without the blocks behind, whose gradients differences tell. */
    @ParameterizedTest
    @ValueSource(strings = {"vit", "optimum", "beit", "clip", "dino"})
    void leGradReadsEachBlockAsInThePaper(String family) throws IOException {
        boolean embedding = family.equals("clip");
        Target target = embedding ? Target.similarTo(LIKE) : Target.index(1);
        ToDoubleFunction<Tensor> score =
                scores -> embedding ? cosine(scores.row(0).toArray()) : scores.get(0, 1);
        LoadOptions options = LoadOptions.defaults()
                .withPreprocessing(Preprocessing.raw())
                .withInputSize(TransformerFile.SIDE, TransformerFile.SIDE);
        double[] expected = null;
        for (int count = 1; count <= TransformerFile.BLOCKS; count++) {
            try (OnnxModel model = OnnxModel.open(TransformerFile.write(family, count, folder), options)) {
                Tensor batch = picture(model).batch();
                double[] own = new Reference(model, batch, score).leGradOf(count - 1);
                double[] before = expected == null ? new double[own.length] : expected;
                expected = IntStream.range(0, own.length)
                        .mapToDouble(i -> before[i] + own[i] / TransformerFile.BLOCKS)
                        .toArray();
            }
        }
        try (OnnxModel model = open(family)) {
            assertThat(model.attention().blocks()).allMatch(block -> block.end().isPresent());
            SaliencyMap map = Explainers.legrad(model)
                    .readOut(LeGrad.ReadOut.EACH)
                    .target(target)
                    .explain(picture(model));
            assertMap(map, Objects.requireNonNull(expected));
            SaliencyMap own = Explainers.legrad(model).target(target).explain(picture(model));
            assertThat(map.values()).isNotEqualTo(own.values());
        }
    }

    /** The formulas, token by token. */
    private static final class Reference {
        private final List<double[][]> probabilities = new ArrayList<>();
        private final List<double[][]> gradients = new ArrayList<>();
        private final Attention attention;
        private final int tokens;

        Reference(OnnxModel model, Tensor batch, ToDoubleFunction<Tensor> score) {
            attention = model.attention();
            tokens = attention.blocks().get(0).tokens();
            for (Attention.Block block : attention.blocks()) {
                Layer layer = block.probabilities();
                Tensor values = Objects.requireNonNull(
                        model.activations(batch, Set.of(layer)).values().get(layer));
                probabilities.add(byHead(values.toArray()));
                float[] slopes = new float[values.size()];
                for (int i = 0; i < slopes.length; i++) {
                    slopes[i] = (float) ((moved(model, batch, layer, values, i, STEP, score)
                                    - moved(model, batch, layer, values, i, -STEP, score))
                            / (2 * STEP));
                }
                gradients.add(byHead(slopes));
            }
        }

        private static double moved(
                OnnxModel model,
                Tensor batch,
                Layer layer,
                Tensor values,
                int at,
                float step,
                ToDoubleFunction<Tensor> score) {
            Tensor other = Tensor.zeros(values.shape());
            other.buffer().put(values.buffer());
            other.set(at, values.at(at) + step);
            return score.applyAsDouble(model.predictWith(batch, layer, other, Score.OUTPUT));
        }

        private double[][] byHead(float[] values) {
            double[][] heads = new double[TransformerFile.HEADS][tokens * tokens];
            for (int i = 0; i < values.length; i++) {
                heads[i / (tokens * tokens)][i % (tokens * tokens)] = values[i];
            }
            return heads;
        }

        /** What the scores are made of takes: the class token's row, or the mean of the patches' rows. */
        private double[] read(double[][] flow) {
            int[] rows = attention.read().isEmpty()
                    ? IntStream.range(tokens - TransformerFile.GRID * TransformerFile.GRID, tokens)
                            .toArray()
                    : attention.read().stream().mapToInt(Integer::intValue).toArray();
            return IntStream.range(0, tokens)
                    .mapToDouble(j -> IntStream.of(rows)
                            .mapToDouble(i -> flow[i][j])
                            .average()
                            .orElseThrow())
                    .toArray();
        }

        double[] rollout() {
            return read(followed(true));
        }

        double[] relevance() {
            return read(followed(false));
        }

        private double[][] followed(boolean rollout) {
            double[][] flow = identity();
            for (int block = 0; block < probabilities.size(); block++) {
                double[][] step = identity();
                for (int i = 0; i < tokens; i++) {
                    for (int j = 0; j < tokens; j++) {
                        step[i][j] = (step[i][j] + mean(block, i * tokens + j, rollout)) / (rollout ? 2 : 1);
                    }
                }
                flow = product(step, flow);
            }
            return flow;
        }

        private double mean(int block, int at, boolean rollout) {
            double sum = 0;
            for (int head = 0; head < TransformerFile.HEADS; head++) {
                double probability = probabilities.get(block)[head][at];
                sum += rollout
                        ? probability
                        : Math.max(0, probability * gradients.get(block)[head][at]);
            }
            return sum / TransformerFile.HEADS;
        }

        double[] leGrad() {
            double[] map = new double[tokens];
            for (int block = 0; block < gradients.size(); block++) {
                double[] own = leGradOf(block);
                for (int i = 0; i < tokens; i++) {
                    map[i] += own[i] / gradients.size();
                }
            }
            return map;
        }

        double[] leGradOf(int block) {
            double[] map = new double[tokens];
            for (double[] head : gradients.get(block)) {
                for (int i = 0; i < head.length; i++) {
                    map[i % tokens] += Math.max(0, head[i]) / (tokens * TransformerFile.HEADS);
                }
            }
            return map;
        }

        private double[][] identity() {
            double[][] identity = new double[tokens][tokens];
            for (int i = 0; i < tokens; i++) {
                identity[i][i] = 1;
            }
            return identity;
        }

        private double[][] product(double[][] left, double[][] right) {
            double[][] product = new double[tokens][tokens];
            for (int i = 0; i < tokens; i++) {
                for (int k = 0; k < tokens; k++) {
                    for (int j = 0; j < tokens; j++) {
                        product[i][j] += left[i][k] * right[k][j];
                    }
                }
            }
            return product;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit", "optimum", "beit", "dino", "swin"})
    void theOtherMethodsWorkOnTokens(String family) throws IOException {
        try (OnnxModel model = open(family)) {
            PreparedImage image = picture(model);
            SaliencyMap cam = Explainers.gradCam(model).target(Target.index(1)).explain(image);
            assertThat(cam.values().size()).isEqualTo(TransformerFile.GRID * TransformerFile.GRID);
            SaliencyMap relevance =
                    Explainers.attnLrp(model).target(Target.index(1)).explain(image);
            assertThat(relevance.diagnostics().measures()).containsKey("relevance-kept");
            SaliencyMap map =
                    Explainers.inputXGradient(model).target(Target.index(1)).explain(image);
            for (int i = 1; i < image.batch().size(); i += 29) {
                double slope = (score(model, image, i, STEP) - score(model, image, i, -STEP)) / (2 * STEP);
                assertThat((double) map.values().at(i))
                        .isCloseTo(slope * image.batch().at(i), within(2e-3));
            }
        }
    }

    private static double score(OnnxModel model, PreparedImage image, int at, float step) {
        Tensor moved = Tensor.zeros(image.batch().shape());
        moved.buffer().put(image.batch().buffer());
        moved.set(at, image.batch().at(at) + step);
        return model.predict(moved).get(0, 1);
    }

    /** Shifted windows with a mask and a bias of positions; their attention is not over the image. */
    @Test
    void windowsOfSwinAreRefusedInWords() throws IOException {
        try (OnnxModel model = open("swin")) {
            for (String method : List.of("attention-rollout", "attention-relevance", "legrad")) {
                assertThat(Optional.of(Explainers.inspect(model).get(method).reason()))
                        .contains("its attention is within windows of 4 tokens, not over the whole image");
            }
        }
    }
}
