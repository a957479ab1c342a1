package xai4j.onnx.train.tune;

import java.util.Arrays;
import xai4j.onnx.graph.ConstantTensor;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A weight that is trained: in double precision for the optimiser, in float32 for the session. */
final class TunedWeight {
    private final String name;
    private final long[] dims;
    private final double[] values;
    private final Tensor tensor;

    TunedWeight(ConstantTensor stored) {
        this.name = stored.name();
        this.dims = stored.dims();
        float[] floats = stored.floats();
        this.values = new double[floats.length];
        Arrays.setAll(values, i -> floats[i]);
        this.tensor = Tensor.of(
                Shape.of(Arrays.stream(dims).mapToInt(Math::toIntExact).toArray()), floats);
    }

    String name() {
        return name;
    }

    int size() {
        return values.length;
    }

    /** The numbers, to be changed in place; {@link #changed} tells the session. */
    double[] values() {
        return values;
    }

    void changed() {
        for (int i = 0; i < values.length; i++) {
            tensor.set(i, (float) values[i]);
        }
    }

    /** As the session takes it. */
    Tensor tensor() {
        return tensor;
    }

    /** As a file stores it. */
    ConstantTensor stored() {
        return ConstantTensor.ofFloats(name, dims, tensor.toArray());
    }
}
