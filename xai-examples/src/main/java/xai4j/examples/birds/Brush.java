package xai4j.examples.birds;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;

/** Paints shapes on a picture and, at the same time, what they belong to on a mask. */
final class Brush implements AutoCloseable {
    private final Graphics2D picture;
    private final Graphics2D mask;
    private final AffineTransform place;

    Brush(BufferedImage picture, BufferedImage mask, AffineTransform place) {
        this.picture = picture.createGraphics();
        this.picture.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        this.picture.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        this.mask = mask.createGraphics();
        this.mask.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        this.place = place;
    }

    /** Fills a shape, given in the bird's own coordinates. */
    void fill(Part part, int color, Shape shape) {
        Shape placed = place.createTransformedShape(shape);
        picture.setColor(new Color(color));
        picture.fill(placed);
        mask.setColor(new Color(part.code()));
        mask.fill(placed);
    }

    /** Fills a shape and darkens its border a little, so that neighbouring parts of one colour can be told apart. */
    void fillOutlined(Part part, int color, Shape shape) {
        fill(part, color, shape);
        Shape placed = place.createTransformedShape(shape);
        picture.setColor(new Color(0, 0, 0, 70));
        picture.setStroke(new BasicStroke((float) Math.max(0.6, 0.012 * place.getScaleY())));
        picture.draw(placed);
    }

    /** Draws a line along a shape. */
    void stroke(Part part, int color, Shape shape, double width) {
        BasicStroke stroke = new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
        fill(part, color, stroke.createStrokedShape(shape));
    }

    @Override
    public void close() {
        picture.dispose();
        mask.dispose();
    }
}
