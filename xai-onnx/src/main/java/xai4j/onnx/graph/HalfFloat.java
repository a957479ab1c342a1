package xai4j.onnx.graph;

/** IEEE 754 binary16. */
final class HalfFloat {
    private static final float SUBNORMAL_STEP = 0x1p-24f;

    private HalfFloat() {}

    static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >>> 10 & 0x1F;
        int mantissa = bits & 0x3FF;
        if (exponent == 0) {
            return Math.copySign(mantissa * SUBNORMAL_STEP, sign == 0 ? 1f : -1f);
        }
        int wide = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
    }
}
