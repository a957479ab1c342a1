package xai4j.djl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import xai4j.djl.NdTensors;
import xai4j.image.ImageLayout;
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
    private final int finalCode;
    private final ModelSpec spec;
    private final int count;
    private final NDManager held;
    private final NDArray image;
    private final NDArray fill;
    private final NDArray regions;

    TorchMaskedImage(
            TorchSession session, int finalCode, ModelSpec spec, Tensor image, Tensor fill, int[] regions, int count) {
        this.session = session;
        this.finalCode = finalCode;
        this.spec = spec;
        this.count = count;
        this.held = session.newScope();
        this.image = NdTensors.array(held, image.reshape(image.shape().prepend(1)));
        this.fill = NdTensors.array(held, fill.reshape(fill.shape().prepend(1)));
        boolean first = spec.input().layout() == ImageLayout.NCHW;
        Shape one = image.shape();
        this.regions = held.create(
                regions,
                first
                        ? new ai.djl.ndarray.types.Shape(1, one.dim(1), one.dim(2))
                        : new ai.djl.ndarray.types.Shape(one.dim(0), one.dim(1), 1));
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
        try (NDManager scope = session.newScope()) {
            NDArray rows = NdTensors.array(scope, masks);
            NDArray batch = session.call(TapRewriter.COMPOSE, scope, rows, image, fill, regions);
            if (score == Score.LOGIT && finalCode != 0) {
                return logits(session.run(scope, batch, new TorchRequest(TorchRequest.LOGITS, finalCode)));
            }
            return Scores.convert(session.predict(scope, batch), spec.scores(), score);
        }
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
        held.close();
    }
}
