package xai4j.cam;

import java.util.ArrayList;
import java.util.List;
import xai4j.explain.Option;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.image.filter.Bilinear;
import xai4j.model.ActivationModel;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Score-CAM (Wang et al. 2020): each feature map, enlarged to the image and scaled to [0, 1], masks the image; the class's
 * scores of the masked images, through a softmax over the channels, weigh the maps.
 *
 * <p>The paper subtracts the score of an empty image; a constant that the softmax removes again, so it is not computed.
 */
public final class ScoreCam extends Cam<ActivationModel, ScoreCam> {
    /** Masked images that are scored at once. Option {@code batch-size}, {@code 16} by default; 1 to 4096. */
    public static final Option<Integer> BATCH_SIZE =
            Option.integer("batch-size", 16, 1, 4096, "masked images that are scored at once");
    /**
     * Where enlarged cells have their centres. Option {@code upsampling}, {@code align-corners} by default;
     * align-corners, half-pixel.
     */
    public static final Option<Upsampling> UPSAMPLING =
            Option.choice("upsampling", Upsampling.ALIGN_CORNERS, "how feature maps are enlarged to masks");

    private static final double STABILISER = 1e-8;

    /** Conventions of bilinear enlargement. */
    public enum Upsampling {
        /** Corner centres coincide; what the reference implementation uses. */
        ALIGN_CORNERS,
        /** Cell centres stay in place. */
        HALF_PIXEL
    }

    ScoreCam(ActivationModel model) {
        this(Setup.of(model, LAYER, SCORE, BATCH_SIZE, UPSAMPLING));
    }

    private ScoreCam(Setup<ActivationModel> setup) {
        super("score-cam", setup);
    }

    /** This explainer with another batch size. */
    public ScoreCam batchSize(int images) {
        return with(BATCH_SIZE, images);
    }

    @Override
    protected ScoreCam copy(Setup<ActivationModel> other) {
        return new ScoreCam(other);
    }

    @Override
    List<LayerMap> maps(CamRequest request) {
        FeatureMaps a = activations(request, request.layer());
        int[] targets = request.targets();
        double[][] scores = new double[targets.length][a.channels()];
        int step = get(BATCH_SIZE);
        for (int from = 0; from < a.channels(); from += step) {
            stopIfInterrupted();
            int to = Math.min(a.channels(), from + step);
            Tensor batch = masked(request.image(), a, from, to);
            request.count(to - from);
            Tensor rows = Scores.requireFinite(
                    model().predict(batch, get(SCORE)), model().spec().name());
            for (int k = from; k < to; k++) {
                for (int t = 0; t < targets.length; t++) {
                    scores[t][k] = rows.get(k - from, targets[t]);
                }
            }
            progress().report(to, a.channels());
        }
        List<LayerMap> maps = new ArrayList<>();
        for (double[] target : scores) {
            maps.add(new LayerMap(
                    a.height(), a.width(), a.weighted(softmax(target)).total()));
        }
        return maps;
    }

    private Tensor masked(PreparedImage image, FeatureMaps a, int from, int to) {
        int height = image.input().height();
        int width = image.input().width();
        int channels = image.input().channels();
        boolean planar = image.input().layout() == ImageLayout.NCHW;
        Tensor batch = Tensor.zeros(image.tensor().shape().prepend(to - from));
        int size = image.tensor().size();
        for (int k = from; k < to; k++) {
            float[] mask = mask(a, k, height, width);
            for (int i = 0; i < size; i++) {
                int pixel = planar ? i % (height * width) : i / channels;
                batch.set((k - from) * size + i, image.tensor().at(i) * mask[pixel]);
            }
        }
        return batch;
    }

    private float[] mask(FeatureMaps a, int channel, int height, int width) {
        float[] plane = new float[a.area()];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = a.at(channel, i);
        }
        float[] mask = get(UPSAMPLING) == Upsampling.ALIGN_CORNERS
                ? Bilinear.alignCorners(plane, a.height(), a.width(), height, width)
                : Bilinear.halfPixel(plane, a.height(), a.width(), height, width);
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float value : mask) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (float) ((mask[i] - min) / (max - min + STABILISER));
        }
        return mask;
    }

    private static double[] softmax(double[] scores) {
        Tensor row = Tensor.zeros(Shape.of(1, scores.length));
        for (int i = 0; i < scores.length; i++) {
            row.set(i, (float) scores[i]);
        }
        float[] weights = Scores.softmax(row).toArray();
        double[] result = new double[weights.length];
        java.util.Arrays.setAll(result, i -> weights[i]);
        return result;
    }
}
