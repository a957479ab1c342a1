package xai4j.image;

/**
 * Where a point of the model's input lies on the photograph: {@code photo = offset + scale · input} per axis, in
 * continuous coordinates in which pixel {@code i} covers {@code [i, i + 1)}.
 */
public record PixelMapping(double offsetX, double scaleX, double offsetY, double scaleY) {
    /** Input and picture are the same pixels. */
    public static final PixelMapping IDENTITY = new PixelMapping(0, 1, 0, 1);

    /** Column on the photograph of a column of the input. */
    public double photoX(double inputX) {
        return offsetX + scaleX * inputX;
    }

    /** Row on the photograph of a row of the input. */
    public double photoY(double inputY) {
        return offsetY + scaleY * inputY;
    }

    /** Column of the input of a column on the photograph. */
    public double inputX(double photoX) {
        return (photoX - offsetX) / scaleX;
    }

    /** Row of the input of a row on the photograph. */
    public double inputY(double photoY) {
        return (photoY - offsetY) / scaleY;
    }
}
