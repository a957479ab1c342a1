package xai4j.baseline;

import java.nio.file.Path;
import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** Images read from a file or folder, each time anew. */
record FileBaseline(Path path) implements Baseline {
    @Override
    public String name() {
        return "file:" + path;
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        return BaselineFiles.read(path, image).stream()
                .flatMap(images -> BaselineCheck.rows(images, image, name()).stream())
                .toList();
    }
}
