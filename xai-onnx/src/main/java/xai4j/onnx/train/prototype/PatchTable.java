package xai4j.onnx.train.prototype;

import java.util.List;
import java.util.stream.IntStream;
import xai4j.numeric.Parallel;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.tensor.Tensor;

/** The reduced patches of all views of all pictures, held in memory. */
final class PatchTable {
    private final FrozenFeatures features;
    private final List<PatchMap[]> maps;

    private PatchTable(FrozenFeatures features, List<PatchMap[]> maps) {
        this.features = features;
        this.maps = maps;
    }

    static PatchTable of(FrozenFeatures features, PatchReduction reduction) {
        return new PatchTable(features, Parallel.map(features.size(), i -> {
            Tensor views = features.maps(i);
            return IntStream.range(0, features.views())
                    .mapToObj(view -> reduction.of(views.row(view)))
                    .toArray(PatchMap[]::new);
        }));
    }

    int size() {
        return features.size();
    }

    int views() {
        return features.views();
    }

    int label(int picture) {
        return features.label(picture);
    }

    List<String> labels() {
        return features.labels();
    }

    PatchMap map(int picture, int view) {
        return maps.get(picture)[view];
    }
}
