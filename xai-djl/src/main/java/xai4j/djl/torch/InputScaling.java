package xai4j.djl.torch;

import java.util.Map;
import java.util.Optional;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.Preprocessing;
import xai4j.model.description.InnerScaling;
import xai4j.tensor.Tensor;

/**
 * How a network scales its pixels itself (a division by 255, a mean, a deviation), told by numbers: what noise has become where it enters the
 * first convolution or linear layer is {@code a·x + b} in every channel, wherever and however the source says it.
 */
final class InputScaling {
    private static final double EXACT = 1e-4;

    private InputScaling() {}

    /**
     * The preprocessing that is left to be done outside.
     *
     * @param answers what a probe with the noise brought
     * @return empty when the network does not scale, or does something else
     */
    static Optional<Preprocessing> of(ImageInput input, Tensor noise, Map<String, Tensor> answers) {
        Tensor scaled = answers.get("first:input");
        if (scaled == null
                || input.layout() != ImageLayout.NCHW
                || !scaled.shape().equals(noise.shape())) {
            return Optional.empty();
        }
        double[] factor = new double[input.channels()];
        double[] offset = new double[input.channels()];
        boolean changes = false;
        for (int channel = 0; channel < factor.length; channel++) {
            if (!fit(noise, scaled, channel, factor, offset)) {
                return Optional.empty();
            }
            changes |= Math.abs(factor[channel] - 1) > EXACT || Math.abs(offset[channel]) > EXACT;
        }
        return changes ? InnerScaling.of(factor, offset) : Optional.empty();
    }

    /** A line through the smallest and the largest value of the first image, on which all others have to lie. */
    private static boolean fit(Tensor noise, Tensor scaled, int channel, double[] factor, double[] offset) {
        Tensor x = noise.row(0).row(channel);
        Tensor y = scaled.row(0).row(channel);
        int low = 0;
        int high = 0;
        for (int i = 1; i < x.size(); i++) {
            low = x.at(i) < x.at(low) ? i : low;
            high = x.at(i) > x.at(high) ? i : high;
        }
        double rise = (double) y.at(high) - y.at(low);
        factor[channel] = rise / ((double) x.at(high) - x.at(low));
        offset[channel] = y.at(low) - factor[channel] * x.at(low);
        for (int i = 0; i < x.size(); i++) {
            double line = factor[channel] * x.at(i) + offset[channel];
            if (!(Math.abs(y.at(i) - line) <= EXACT * Math.abs(rise))) {
                return false;
            }
        }
        return rise != 0;
    }
}
