package xai4j.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.explain.Applicability;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Deadline;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.SaliencyMap;
import xai4j.image.PreparedImage;
import xai4j.model.ActivationModel;
import xai4j.model.Attention;
import xai4j.model.Layer;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.model.TokenGrid;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The flow that all explanations by attention share: find the blocks, ask for their attention, let the method say how much each token
 * matters, and lay the patches out on their grid. The explanation's values are {@code [T, h, w]} at the grid's own resolution.
 *
 * @param <M> what the method needs of a model
 * @param <S> the method itself
 */
public abstract class AttentionExplainer<M extends ActivationModel, S extends AttentionExplainer<M, S>>
        extends ConfiguredExplainer<M, SaliencyMap, S> {
    /** Which score is explained. Option {@code score}, {@code logit} by default; logit, probability, output. */
    public static final Option<Score> SCORE =
            Option.choice("score", Score.LOGIT, "number of the class that is explained");
    /** The first block that counts. Option {@code start-layer}, {@code 0} by default; 0 to 10000. */
    public static final Option<Integer> START_LAYER =
            Option.integer("start-layer", 0, 0, 10_000, "first block that counts, from 0");

    /** Makes the explainer of a method's name. */
    AttentionExplainer(String method, Setup<M> setup) {
        super(method, setup);
    }

    /** This explainer for another score. */
    public final S score(Score score) {
        return with(SCORE, score);
    }

    /** This explainer over the blocks from one on, the first being 0. */
    public final S startLayer(int block) {
        return with(START_LAYER, block);
    }

    @Override
    protected final Score score() {
        return get(SCORE);
    }

    /**
     * How much each token matters.
     *
     * @return per target {@code [T]}, tokens without a place included
     */
    abstract List<double[]> relevance(Question question);

    /** What is to be said of every explanation of this method. */
    Diagnostics remarks() {
        return Diagnostics.NONE;
    }

    /** Blocks, image and targets of one explanation. */
    static final class Question {
        private final PreparedImage image;
        private final Attention attention;
        private final List<Attention.Block> blocks;
        private final int[] targets;
        private final int classes;
        private final Deadline deadline;
        private long evaluations = 1;

        Question(PreparedImage image, Attention attention, int start, int[] targets, int classes, Deadline deadline) {
            this.deadline = deadline;
            this.image = image;
            this.attention = attention;
            this.blocks = attention.blocks().subList(start, attention.blocks().size());
            this.targets = targets;
            this.classes = classes;
        }

        Tensor batch() {
            return image.batch();
        }

        int[] targets() {
            return targets;
        }

        int classes() {
            return classes;
        }

        /**
         * Notes that the model is asked once more.
         *
         * @throws xai4j.explain.TimeLimitException if time is over
         */
        void count() {
            deadline.check(evaluations);
            evaluations++;
        }

        List<Attention.Block> blocks() {
            return blocks;
        }

        Set<Layer> layers() {
            Set<Layer> layers = new LinkedHashSet<>();
            blocks.forEach(block -> layers.add(block.probabilities()));
            attention.pooling().ifPresent(pooling -> layers.add(pooling.probabilities()));
            return layers;
        }

        /** What a model gave for the layers, block by block. */
        List<AttentionMaps> read(Map<Layer, Tensor> values, String what) {
            List<AttentionMaps> maps = new ArrayList<>();
            for (Attention.Block block : blocks) {
                maps.add(AttentionMaps.of(block, Objects.requireNonNull(values.get(block.probabilities())), what));
            }
            return maps;
        }

        /** What a model gave for the attention that gathers the tokens behind the blocks; empty when there is none. */
        Optional<AttentionMaps> pooling(Map<Layer, Tensor> values, int tokens, String what) {
            return attention
                    .pooling()
                    .map(pooling -> AttentionMaps.of(
                            pooling, tokens, Objects.requireNonNull(values.get(pooling.probabilities())), what));
        }

        /**
         * What those take from each token that speak for the image: the queries that gather the tokens, the class token, or the mean of the patches.
         *
         * @param flow what the tokens behind the last block take
         * @param gathered what queries take of these, where there are any
         */
        double[] spoken(TokenMatrix flow, Optional<TokenMatrix> gathered) {
            return gathered.map(queries -> queries.times(flow).meanOfRows(IntStream.range(0, queries.rows())))
                    .orElseGet(() -> spoken(flow));
        }

        private double[] spoken(TokenMatrix flow) {
            TokenGrid grid = grid(flow.tokens());
            return flow.meanOfRows(
                    attention.read().isEmpty()
                            ? IntStream.range(grid.skip(), grid.skip() + grid.height() * grid.width())
                            : attention.read().stream().mapToInt(Integer::intValue));
        }

        TokenGrid grid(int tokens) {
            int height = image.input().height();
            int width = image.input().width();
            return TokenGrid.of(tokens, height, width)
                    .orElseThrow(() -> new IllegalArgumentException("the " + tokens
                            + " tokens of the attention form no grid over an image of " + height + "×" + width));
        }
    }

    @Override
    protected final SaliencyMap explainClasses(PreparedImage image) {
        long start = System.nanoTime();
        Deadline deadline = deadline();
        Attention attention = attention();
        Tensor scores = Scores.requireFinite(
                model().predict(image.batch(), get(SCORE)), model().spec().name());
        List<ExplainedTarget> targets = resolveTargets(scores.row(0).toArray());
        Question question = new Question(
                image,
                attention,
                get(START_LAYER),
                targets.stream().mapToInt(ExplainedTarget::index).toArray(),
                scores.shape().dim(1),
                deadline);
        List<double[]> relevance = relevance(question);
        return new SaliencyMap(
                shown(targets, image.mapping()),
                laidOut(relevance, question),
                image.input().height(),
                image.input().width(),
                image.mapping(),
                provenance(image, scores.row(0).toArray(), get(SCORE), question.evaluations, start),
                diagnostics(relevance, targets, question));
    }

    private Attention attention() {
        Attention attention = model().attention();
        if (!attention.isFound()) {
            throw new IllegalArgumentException(
                    method() + " cannot explain " + model().spec().name() + ": " + attention.obstacle());
        }
        int count = attention.blocks().size();
        if (get(START_LAYER) >= count) {
            throw new IllegalArgumentException("option start-layer cannot be " + get(START_LAYER) + ": "
                    + model().spec().name() + " has " + count + (count == 1 ? " block" : " blocks")
                    + ", and the first is 0");
        }
        return attention;
    }

    private static Tensor laidOut(List<double[]> relevance, Question question) {
        TokenGrid grid = question.grid(relevance.get(0).length);
        int area = grid.height() * grid.width();
        Tensor values = Tensor.zeros(Shape.of(relevance.size(), grid.height(), grid.width()));
        for (int t = 0; t < relevance.size(); t++) {
            for (int i = 0; i < area; i++) {
                values.set(t * area + i, (float) relevance.get(t)[grid.skip() + i]);
            }
        }
        return values;
    }

    private Diagnostics diagnostics(List<double[]> relevance, List<ExplainedTarget> targets, Question question) {
        Diagnostics diagnostics = remarks().with("blocks", question.blocks.size());
        if (!question.attention.note().isEmpty()) {
            diagnostics = diagnostics.with(question.attention.note());
        }
        for (int t = 0; t < targets.size(); t++) {
            TokenGrid grid = question.grid(relevance.get(t).length);
            double[] patches =
                    Arrays.copyOfRange(relevance.get(t), grid.skip(), grid.skip() + grid.height() * grid.width());
            if (Arrays.stream(patches).distinct().count() == 1) {
                diagnostics = diagnostics.with(targets.get(t).label() + ": "
                        + (patches[0] == 0 ? "no attention speaks for it, the map is zero" : "the map is constant"));
            }
        }
        return diagnostics;
    }

    /** Whether a model's attention can be laid out over its images. */
    static Applicability applicability(ActivationModel model) {
        Attention attention = model.attention();
        if (!attention.isFound()) {
            return Applicability.impossible(attention.obstacle());
        }
        int height = model.spec().input().height();
        int width = model.spec().input().width();
        boolean fits = !model.spec().input().isFixedSize()
                || attention.grid(height, width).isPresent();
        return fits
                ? Applicability.EXACT
                : Applicability.impossible("its " + attention.blocks().get(0).tokens()
                        + " tokens form no grid over an image of " + height + "×" + width);
    }
}
