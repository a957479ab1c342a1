package xai4j.djl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import xai4j.djl.engine.NdTensors;
import xai4j.image.ImageLayout;
import xai4j.model.ClosedModelException;
import xai4j.model.MaskedPrediction.MaskedImage;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** An image, a fill and the regions on the model's device; a call brings masks there and scores back. */
final class TorchMaskedImage implements MaskedImage {
    private final TorchSession session;
    private final ScoreEnd end;
    private final ModelSpec spec;
    private final int count;
    private final NDManager held;
    private final NDArray image;
    private final NDArray fill;
    private final NDArray regions;

    TorchMaskedImage(
            TorchSession session, ScoreEnd end, ModelSpec spec, Tensor image, Tensor fill, int[] regions, int count) {
        this.session = session;
        this.end = end;
        this.spec = spec;
        this.count = count;
        this.held = session.within(scope -> session.newScope());
        boolean first = spec.input().layout() == ImageLayout.NCHW;
        Shape one = image.shape();
        ai.djl.ndarray.types.Shape map = first
                ? new ai.djl.ndarray.types.Shape(1, one.dim(1), one.dim(2))
                : new ai.djl.ndarray.types.Shape(one.dim(0), one.dim(1), 1);
        this.image = session.within(scope -> NdTensors.array(held, one(image)));
        this.fill = session.within(scope -> NdTensors.array(held, one(fill)));
        this.regions = session.within(scope -> held.create(regions, map));
    }

    private static Tensor one(Tensor image) {
        return image.reshape(image.shape().prepend(1));
    }

    @Override
    public Tensor predict(Tensor masks, Score score) {
        return Scores.requireFinite(score(masks, score), spec.name());
    }

    private Tensor score(Tensor masks, Score score) {
        if (masks.shape().rank() != 2 || masks.shape().dim(1) != count) {
            throw new IllegalArgumentException(
                    "masks are " + masks.shape() + "; " + Shape.of(Shape.DYNAMIC, count) + " is expected");
        }
        if (session.isOnGpu()) {
            return scored(masks, score);
        }
        int rows = masks.shape().dim(0);
        Tensor scores = masks;
        for (int row = 0; row < rows; row++) {
            Tensor one = scored(masks.slice(row, row + 1), score);
            scores = row == 0 ? Tensor.zeros(one.shape().withFirst(rows)) : scores;
            scores.slice(row, row + 1).buffer().put(one.buffer());
        }
        return scores;
    }

    private Tensor scored(Tensor masks, Score score) {
        return session.within(scope -> {
            NDArray rows = NdTensors.array(scope, masks);
            return score(scope, session.call(TapRewriter.COMPOSE, scope, rows, image, fill, regions), score);
        });
    }

    private Tensor score(NDManager scope, NDArray batch, Score score) {
        TapeCode wanted = end.wanted(score, spec.scores());
        if (wanted == TapeCode.OUTPUT) {
            return Scores.convert(session.predict(scope, batch, end), spec.scores(), score);
        }
        return logits(session.run(scope, batch, new TorchRequest(wanted, end)));
    }

    private static Tensor logits(Map<String, Tensor> answers) {
        Tensor logits = answers.get("scores");
        if (logits == null) {
            throw new ModelException("the network returned no scores");
        }
        return logits;
    }

    @Override
    public void close() {
        try {
            session.within(scope -> {
                held.close();
                return held;
            });
        } catch (ClosedModelException e) {
            // the session took the arrays with it
            held.close();
        }
    }
}
