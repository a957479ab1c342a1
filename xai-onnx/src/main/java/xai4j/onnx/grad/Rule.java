package xai4j.onnx.grad;

/** How a cotangent passes one node: reads the cotangents of its outputs, adds to those of its inputs. */
@FunctionalInterface
interface Rule {
    void apply(BackwardContext context);
}
