package xai4j.visualize.parameterization;

/** The pixels themselves. */
public final class PixelParameterization implements ImageParameterization {
    private final float[] pixels;

    public PixelParameterization(float[] pixels) {
        this.pixels = pixels;
    }

    @Override
    public float[] parameters() {
        return pixels;
    }

    @Override
    public float[] rgb() {
        return pixels.clone();
    }

    @Override
    public float[] backward(float[] gradient) {
        return gradient;
    }

    @Override
    public void clip() {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.max(0, Math.min(1, pixels[i]));
        }
    }
}
