package xai4j.onnx.train.prototype;

/** Patches of one view of a picture, row by row, each some numbers. */
@SuppressWarnings("ArrayRecordComponent")
record PatchMap(float[] values, int height, int width, int channels) {
    int area() {
        return height * width;
    }
}
