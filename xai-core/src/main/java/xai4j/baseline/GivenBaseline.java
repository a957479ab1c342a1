package xai4j.baseline;

import java.util.List;
import java.util.stream.Collectors;
import xai4j.image.ImageHash;
import xai4j.image.PreparedImage;
import xai4j.io.Sha256;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** Images of the caller, single ones or batches; read-only from here on, and known again by the fingerprint in their name. */
record GivenBaseline(String name, List<Tensor> tensors) implements Baseline {
    private static final int SHOWN_DIGITS = 16;

    static GivenBaseline of(List<Tensor> tensors) {
        List<Tensor> kept = tensors.stream().map(Tensor::asReadOnly).toList();
        String hashes = kept.stream().map(ImageHash::of).collect(Collectors.joining());
        String fingerprint = Sha256.of(hashes.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return new GivenBaseline("images:" + fingerprint.substring(0, SHOWN_DIGITS), kept);
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        return tensors.stream()
                .flatMap(tensor -> BaselineCheck.rows(tensor, image, name()).stream())
                .toList();
    }
}
