package xai4j.numeric;

/** Numbers in single precision, as tensors and files hold them; they are added up in double. */
public final class Floats {
    private Floats() {}

    /** The nearest numbers in single precision. */
    public static float[] of(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** The same numbers in double precision. */
    public static double[] widened(float... values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
