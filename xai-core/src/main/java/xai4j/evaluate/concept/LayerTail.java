package xai4j.evaluate.concept;

import java.util.Optional;
import xai4j.image.PreparedImage;
import xai4j.model.ActivationModel;
import xai4j.model.FeatureMapLayout;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** The rest of a network behind a layer, asked about a map that is told by concepts some of which are dimmed. */
interface LayerTail {
    /** How many pairs of points a Sobol index is estimated from: the paper's 32, or more where asking costs next to nothing. */
    int designs();

    /**
     * The logits of a class.
     *
     * @param image whose map it is
     * @param layout of the layer's values for this image
     * @param map per place of the map the coefficients of the concepts, {@code [h · w][r]}
     * @param parts the concepts' activations, {@code [r][C]}
     * @param masks by what each concept is multiplied, {@code [n][r]}
     * @return n logits
     */
    double[] scores(PreparedImage image, FeatureMapLayout layout, double[][] map, double[][] parts, double[][] masks);

    /**
     * The rest of a network.
     *
     * @throws XaiException if it cannot be asked about other values of the layer
     */
    static LayerTail of(ActivationModel model, Layer layer, int cls) {
        Optional<LinearHead> head = model.head()
                .filter(found -> found.features().equals(layer) && found.pooling() != LinearHead.Pooling.MAX);
        if (head.isPresent()) {
            return new PooledTail(head.get(), cls);
        }
        InterventionModel open = model.as(InterventionModel.class)
                .orElseThrow(() -> new XaiException(model.spec().name()
                        + " cannot be asked about other values of its layer " + layer.name()
                        + ", which tells how much concepts count: "
                        + model.obstacle(InterventionModel.class).orElse("its end is no linear map")));
        return new ReplacingTail(open, layer, cls);
    }

    /** The rest of a network behind a layer that is not its last, where it can be asked about other values of it. */
    static Optional<LayerTail> inside(ActivationModel model, Layer layer, int cls) {
        return model.as(InterventionModel.class).map(open -> new ReplacingTail(open, layer, cls));
    }

    /** Behind average pooling and a linear map a concept adds the same wherever it is. */
    record PooledTail(LinearHead head, int cls) implements LayerTail {
        @Override
        public int designs() {
            return 512;
        }

        @Override
        public double[] scores(
                PreparedImage image, FeatureMapLayout layout, double[][] map, double[][] parts, double[][] masks) {
            double[] worth = new double[parts.length];
            for (int k = 0; k < worth.length; k++) {
                double sum = 0;
                for (double[] place : map) {
                    sum += place[k];
                }
                double weight = 0;
                for (int c = 0; c < parts[k].length; c++) {
                    weight += parts[k][c] * head.weights().get(cls, c);
                }
                worth[k] = weight * (head.pooling() == LinearHead.Pooling.AVERAGE ? sum / map.length : sum);
            }
            double[] scores = new double[masks.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = head.bias().at(cls);
                for (int k = 0; k < worth.length; k++) {
                    scores[i] += masks[i][k] * worth[k];
                }
            }
            return scores;
        }
    }

    /** Any other end of a network goes on from a map that is put in the layer's place. */
    record ReplacingTail(InterventionModel model, Layer layer, int cls) implements LayerTail {
        @Override
        public int designs() {
            return 32;
        }

        @Override
        public double[] scores(
                PreparedImage image, FeatureMapLayout layout, double[][] map, double[][] parts, double[][] masks) {
            double[] scores = new double[masks.length];
            Tensor values = Tensor.zeros(
                    layout.channelsFirst()
                            ? Shape.of(1, layout.channels(), layout.height(), layout.width())
                            : Shape.of(1, layout.height(), layout.width(), layout.channels()));
            for (int i = 0; i < scores.length; i++) {
                fill(values, layout, map, parts, masks[i]);
                scores[i] = model.predictWith(image.batch(), layer, values, Score.LOGIT)
                        .get(0, cls);
            }
            return scores;
        }

        private static void fill(
                Tensor values, FeatureMapLayout layout, double[][] map, double[][] parts, double[] mask) {
            for (int place = 0; place < map.length; place++) {
                for (int c = 0; c < layout.channels(); c++) {
                    double value = 0;
                    for (int k = 0; k < parts.length; k++) {
                        value += mask[k] * map[place][k] * parts[k][c];
                    }
                    values.set(layout.at(0, c, place), (float) value);
                }
            }
        }
    }
}
