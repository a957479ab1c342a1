package xai4j.examples.birds;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Paints habitats in unit coordinates, with things lying about whose colours occur on birds as well. */
final class Backdrop {
    private static final int[] LITTER = {0xD23B2B, 0xF4D03F, 0x2F6FD0, 0xF08A1C, 0x8446B0, 0x4F9D3A, 0xF4F1EA, 0x262626
    };

    private final Graphics2D graphics;
    private final SplittableRandom random;

    private Backdrop(Graphics2D graphics, SplittableRandom random) {
        this.graphics = graphics;
        this.random = random;
    }

    static void paint(BufferedImage picture, Scene scene) {
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.scale(picture.getWidth(), picture.getHeight());
            Backdrop backdrop = new Backdrop(graphics, new SplittableRandom(scene.backdropSeed()));
            switch (scene.habitat()) {
                case SKY -> backdrop.sky();
                case FOLIAGE -> backdrop.foliage();
                case SNOW -> backdrop.snow();
                case WATER -> backdrop.water();
                case MEADOW -> backdrop.meadow();
            }
            backdrop.litter();
            backdrop.perch(scene);
        } finally {
            graphics.dispose();
        }
    }

    private void sky() {
        gradient(0x5FA8E6, 0xCFE6F7);
        for (int i = 0; i < 5; i++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            for (int puff = 0; puff < 4; puff++) {
                ellipse(
                        x + between(-0.1, 0.1),
                        y + between(-0.03, 0.03),
                        between(0.1, 0.2),
                        between(0.05, 0.1),
                        0xF2F6FA);
            }
        }
    }

    private void foliage() {
        gradient(0x2E5A2A, 0x5E8A3C);
        for (int i = 0; i < 70; i++) {
            int color = shaded(i % 9 == 0 ? 0xB8A23A : 0x4C8436, between(0.6, 1.4));
            leaf(random.nextDouble(), random.nextDouble(), between(0.08, 0.2), color);
        }
    }

    private void snow() {
        gradient(0xB9C6D3, 0xE3E9EF);
        for (int i = 0; i < 4; i++) {
            rectangle(random.nextDouble(), 0, between(0.02, 0.06), between(0.45, 0.65), 0x4A4038);
        }
        graphics.setColor(new Color(0xF6F8FB));
        graphics.fill(
                new QuadCurve2D.Double(-0.2, between(0.5, 0.62), between(0.2, 0.8), between(0.4, 0.6), 1.2, 0.58));
        graphics.fill(new Rectangle2D.Double(0, 0.57, 1, 0.5));
        for (int i = 0; i < 45; i++) {
            ellipse(random.nextDouble(), random.nextDouble(), 0.018, 0.018, 0xFFFFFF);
        }
    }

    private void water() {
        gradient(0x3F8FA8, 0x1C4F70);
        for (int i = 0; i < 40; i++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            double length = between(0.05, 0.2);
            graphics.setColor(new Color(shaded(0x7FC0CF, between(0.6, 1.2))));
            graphics.setStroke(new BasicStroke((float) between(0.005, 0.014)));
            graphics.draw(new QuadCurve2D.Double(x, y, x + length / 2, y - 0.03, x + length, y));
        }
    }

    private void meadow() {
        gradient(0xD8E8F0, 0xA9C77A);
        for (int i = 0; i < 150; i++) {
            double x = random.nextDouble();
            double y = between(0.45, 1.1);
            graphics.setColor(new Color(shaded(0x6DA544, between(0.6, 1.3))));
            graphics.setStroke(new BasicStroke(0.008f));
            graphics.draw(new Line2D.Double(x, y, x + between(-0.04, 0.04), y - between(0.05, 0.16)));
        }
        for (int i = 0; i < 8; i++) {
            ellipse(random.nextDouble(), between(0.5, 1), 0.03, 0.03, LITTER[random.nextInt(5)]);
        }
    }

    /** Stones, berries and toys. */
    private void litter() {
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int color = shaded(LITTER[random.nextInt(LITTER.length)], between(0.7, 1.1));
            double size = between(0.04, 0.14);
            if (random.nextBoolean()) {
                ellipse(random.nextDouble(), random.nextDouble(), size, size * between(0.6, 1), color);
            } else {
                rectangle(random.nextDouble(), random.nextDouble(), size, size * between(0.3, 1), color);
            }
        }
    }

    /** Something to stand on, below the feet. */
    private void perch(Scene scene) {
        double y = scene.y() + 0.46 * scene.scale();
        graphics.setColor(new Color(shaded(0x5A4634, between(0.7, 1.3))));
        graphics.setStroke(new BasicStroke((float) between(0.03, 0.06), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(new QuadCurve2D.Double(
                -0.1, y + between(-0.04, 0.08), scene.x(), y + 0.01, 1.1, y + between(-0.04, 0.08)));
    }

    private void gradient(int above, int below) {
        double light = between(0.85, 1.1);
        graphics.setPaint(
                new GradientPaint(0, 0, new Color(shaded(above, light)), 0, 1, new Color(shaded(below, light))));
        graphics.fill(new Rectangle2D.Double(0, 0, 1, 1));
    }

    private void ellipse(double x, double y, double width, double height, int color) {
        graphics.setColor(new Color(color));
        graphics.fill(new Ellipse2D.Double(x - width / 2, y - height / 2, width, height));
    }

    private void rectangle(double x, double y, double width, double height, int color) {
        graphics.setColor(new Color(color));
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    private void leaf(double x, double y, double size, int color) {
        graphics.setColor(new Color(color));
        graphics.fill(leafShape(x, y, size, between(0, 2 * Math.PI)));
    }

    /** A leaf that begins at a point. */
    static java.awt.Shape leafShape(double x, double y, double size, double angle) {
        Path2D leaf = new Path2D.Double();
        leaf.moveTo(0, 0);
        leaf.quadTo(0.5, -0.35, 1, 0);
        leaf.quadTo(0.5, 0.35, 0, 0);
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(angle);
        place.scale(size, size);
        return place.createTransformedShape(leaf);
    }

    private double between(double least, double most) {
        return least == most ? least : random.nextDouble(least, most);
    }

    /** A colour made brighter or darker. */
    static int shaded(int color, double factor) {
        return component(color >> 16, factor) << 16 | component(color >> 8, factor) << 8 | component(color, factor);
    }

    private static int component(int value, double factor) {
        return (int) Math.max(0, Math.min(255, Math.rint((value & 0xFF) * factor)));
    }
}
