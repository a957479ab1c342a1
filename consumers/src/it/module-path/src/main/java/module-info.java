/** A program on the module path. */
module shop {
    requires java.desktop;
    requires xai4j.core;
    requires xai4j.onnx;
}
