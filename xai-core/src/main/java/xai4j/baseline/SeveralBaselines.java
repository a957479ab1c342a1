package xai4j.baseline;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** The pictures of several, one after another; each draws for itself. */
record SeveralBaselines(List<Baseline> parts) implements Baseline {
    SeveralBaselines {
        parts = List.copyOf(parts);
    }

    @Override
    public String name() {
        return parts.stream().map(Baseline::name).collect(Collectors.joining(","));
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        return IntStream.range(0, parts.size())
                .boxed()
                .flatMap(i -> parts.get(i).checkedImages(image, regions, seed + i).stream())
                .toList();
    }
}
