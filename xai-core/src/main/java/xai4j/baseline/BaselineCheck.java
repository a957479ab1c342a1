package xai4j.baseline;

import java.util.List;
import java.util.stream.IntStream;
import xai4j.image.PreparedImage;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Whether pictures fit the image that they are compared with. */
final class BaselineCheck {
    private BaselineCheck() {}

    /** Passes pictures through that there are, each of the image's shape. */
    static List<Tensor> require(Baseline baseline, PreparedImage image, List<Tensor> pictures) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("baseline " + baseline.name() + " gave no picture");
        }
        Shape wanted = image.tensor().shape();
        for (int i = 0; i < pictures.size(); i++) {
            if (!pictures.get(i).shape().equals(wanted)) {
                throw new IllegalArgumentException("picture " + i + " of baseline " + baseline.name() + " has shape "
                        + pictures.get(i).shape() + ", the image " + wanted);
            }
        }
        return List.copyOf(pictures);
    }

    /**
     * The pictures of a batch {@code [B, …]}, or of one picture.
     *
     * @throws IllegalArgumentException if they do not have the image's shape
     */
    static List<Tensor> rows(Tensor images, PreparedImage image, String name) {
        Shape wanted = image.tensor().shape();
        Tensor batch = images.shape().equals(wanted) ? images.reshape(wanted.prepend(1)) : images;
        if (batch.shape().rank() != wanted.rank() + 1
                || !batch.shape().dropFirst().equals(wanted)
                || batch.shape().dim(0) == 0) {
            throw new IllegalArgumentException("baseline " + name + " has shape " + images.shape() + "; the image's "
                    + wanted + " is expected, or a batch of it");
        }
        return IntStream.range(0, batch.shape().dim(0)).mapToObj(batch::row).toList();
    }
}
