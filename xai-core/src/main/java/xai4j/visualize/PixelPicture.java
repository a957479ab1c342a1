package xai4j.visualize;

/** The pixels themselves. */
final class PixelPicture implements Picture {
    private final double[] pixels;

    PixelPicture(double[] pixels) {
        this.pixels = pixels;
    }

    @Override
    public double[] parameters() {
        return pixels;
    }

    @Override
    public double[] rgb() {
        return pixels.clone();
    }

    @Override
    public double[] backward(double[] gradient) {
        return gradient;
    }

    @Override
    public void clip() {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.max(0, Math.min(1, pixels[i]));
        }
    }
}
