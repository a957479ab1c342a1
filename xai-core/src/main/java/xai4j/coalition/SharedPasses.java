package xai4j.coalition;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame.Composing;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.image.PreparedImage;
import xai4j.model.DerivedModel;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What a model said of coalitions of one picture, kept for all methods that ask the same of it: a coalition over the same regions and fill is scored once, whichever
 * method asks first.
 *
 * <p>Answers are kept whole, 8 bytes per class and coalition, so that methods may explain other targets, and another number of them: where the model's probabilities
 * are to the last bit what its outputs give, both come from one pass.
 */
public final class SharedPasses {
    private final PreparedImage image;
    private final Map<Segmenter, Segmentation> regions = new ConcurrentHashMap<>();
    private final Map<Fill, List<Tensor>> fills = new ConcurrentHashMap<>();
    private final Map<Question, KnownScores> answers = new ConcurrentHashMap<>();
    private final Map<Whole, float[]> wholes = new ConcurrentHashMap<>();
    private final Map<Score, Boolean> follow = new ConcurrentHashMap<>();

    /** What must be the same for answers to be. */
    record Question(Segmentation regions, Baseline fill, long seed, Composing composing, Score score, String derived) {}

    /** What must be the same for the pictures behind absent regions to be. */
    private record Fill(Segmentation regions, Baseline baseline, long seed) {}

    /** What must be the same for the scores of the whole image to be. */
    private record Whole(Model model, Score score) {}

    SharedPasses(PreparedImage image) {
        this.image = image;
    }

    /** Scores {@code [K]} of the whole image, asked for once; each method counts them as its own. */
    float[] original(ModelScorer scorer) {
        float[] known = wholes.get(new Whole(scorer.model(), scorer.score()));
        if (known != null) {
            scorer.countOriginal();
            return known.clone();
        }
        float[] scores = scorer.original();
        wholes.put(new Whole(scorer.model(), scorer.score()), scores.clone());
        return scores;
    }

    /** The regions of a segmenter, found once. */
    Segmentation regions(Segmenter segmenter) {
        return regions.computeIfAbsent(segmenter, missing -> missing.segment(image.modelPicture()));
    }

    /**
     * A method's game.
     *
     * @param question regions, fill and target, by the method's own score
     */
    SharedGame game(PerturbationRun run, Question question) {
        ModelScorer own = run.scorer();
        List<Tensor> pictures = pictures(new Fill(question.regions(), question.fill(), question.seed()));
        boolean follows = follows(run, pictures.size() == 1);
        Score asked = follows ? Score.OUTPUT : own.score();
        ModelScorer whole = follows ? own.scoring(asked) : own;
        int[] all = IntStream.range(0, run.scores().size()).toArray();
        CoalitionGame outputs = new CoalitionGame(whole, question.regions(), pictures, all, question.composing());
        Question shared = new Question(
                question.regions(), question.fill(), question.seed(), question.composing(), asked, question.derived());
        return new SharedGame(outputs, own.score(), run.indices(), known(shared));
    }

    /** The pictures of a fill, made once. */
    private List<Tensor> pictures(Fill fill) {
        return fills.computeIfAbsent(
                fill, missing -> CoalitionGame.pictures(missing.baseline(), image, missing.regions(), missing.seed()));
    }

    private KnownScores known(Question question) {
        return answers.computeIfAbsent(question, missing -> new KnownScores());
    }

    /**
     * Whether a method's scores are, to the last bit, what the model's outputs give: tried on the whole image. Averages over several pictures of a fill are of the
     * scores themselves, so there they must be the outputs.
     */
    private boolean follows(PerturbationRun run, boolean onlyOne) {
        Score score = run.scorer().score();
        Model model = run.scorer().model();
        if (score == Score.OUTPUT) {
            return true;
        }
        if (model instanceof DerivedModel) {
            return false;
        }
        return onlyOne
                && follow.computeIfAbsent(score, missing -> {
                    float[] outputs = original(run.scorer().scoring(Score.OUTPUT));
                    Tensor given = Scores.convert(
                            Tensor.of(Shape.of(1, outputs.length), outputs),
                            model.spec().scores(),
                            score);
                    return Arrays.equals(given.toArray(), run.scores().toArray());
                });
    }
}
