package xai4j.examples.birds;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes of which birds are made. The bird looks to the right, its body is about one long, y grows downwards, the origin
 * is the middle of the body.
 */
final class Anatomy {
    static final double HEAD_X = 0.30;
    static final double HEAD_Y = -0.22;
    static final Shape HEAD = circle(HEAD_X, HEAD_Y, 0.175);
    static final Shape BODY = body();
    static final Shape BREAST = common(BODY, turned(new Ellipse2D.Double(-0.08, -0.05, 0.56, 0.48), -0.25));
    static final Shape EYE_RING = circle(0.345, -0.245, 0.058);
    static final Shape PUPIL = circle(0.35, -0.245, 0.032);
    static final Shape WING = wing();
    static final List<Shape> FEET = List.of(foot(-0.06), foot(0.08));
    static final Map<Species.BeakShape, Shape> BEAKS = beaks();
    static final Map<Species.CrownShape, List<Shape>> CROWNS = crowns();
    static final Map<Species.TailShape, Shape> TAILS = tails();
    /** Markings within the breast. */
    static final Map<Species.BreastPattern, List<Shape>> BREAST_MARKS = breastMarks();
    /** Markings within the wing. */
    static final Map<Species.WingPattern, List<Shape>> WING_MARKS = wingMarks();

    private Anatomy() {}

    private static Shape body() {
        Area body = new Area(turned(new Ellipse2D.Double(-0.42, -0.21, 0.80, 0.50), -0.30));
        body.add(new Area(polygon(0.10, -0.22, 0.20, -0.36, 0.44, -0.14, 0.34, 0.10)));
        return body;
    }

    private static Shape wing() {
        Path2D outline = new Path2D.Double();
        outline.moveTo(0.12, -0.10);
        outline.curveTo(0.16, 0.16, -0.10, 0.24, -0.52, 0.17);
        outline.curveTo(-0.40, -0.08, -0.14, -0.20, 0.12, -0.10);
        outline.closePath();
        return outline;
    }

    private static Shape foot(double x) {
        Path2D foot = new Path2D.Double();
        foot.moveTo(x, 0.24);
        foot.lineTo(x + 0.02, 0.42);
        foot.moveTo(x - 0.05, 0.44);
        foot.lineTo(x + 0.02, 0.42);
        foot.lineTo(x + 0.09, 0.44);
        return foot;
    }

    private static Map<Species.BeakShape, Shape> beaks() {
        Path2D curved = new Path2D.Double();
        curved.moveTo(0.44, -0.30);
        curved.curveTo(0.62, -0.32, 0.74, -0.20, 0.72, -0.02);
        curved.curveTo(0.66, -0.14, 0.58, -0.18, 0.44, -0.15);
        curved.closePath();
        Path2D heavy = new Path2D.Double();
        heavy.moveTo(0.40, -0.36);
        heavy.curveTo(0.60, -0.36, 0.66, -0.24, 0.62, -0.14);
        heavy.lineTo(0.42, -0.08);
        heavy.closePath();
        Map<Species.BeakShape, Shape> beaks = new EnumMap<>(Species.BeakShape.class);
        beaks.put(Species.BeakShape.CONE, polygon(0.44, -0.29, 0.60, -0.21, 0.44, -0.15));
        beaks.put(Species.BeakShape.LONG, polygon(0.44, -0.26, 0.80, -0.20, 0.44, -0.16));
        beaks.put(Species.BeakShape.CURVED, curved);
        beaks.put(Species.BeakShape.HEAVY, heavy);
        return beaks;
    }

    private static Map<Species.CrownShape, List<Shape>> crowns() {
        Shape cap = common(HEAD, new Rectangle2D.Double(HEAD_X - 0.3, HEAD_Y - 0.3, 0.6, 0.24));
        Shape stripe = common(HEAD, new Rectangle2D.Double(HEAD_X - 0.3, HEAD_Y - 0.075, 0.6, 0.09));
        Shape feathers =
                polygon(0.40, -0.33, 0.30, -0.58, 0.25, -0.42, 0.13, -0.54, 0.17, -0.36, 0.06, -0.38, 0.16, -0.26);
        Map<Species.CrownShape, List<Shape>> crowns = new EnumMap<>(Species.CrownShape.class);
        crowns.put(Species.CrownShape.CAP, List.of(cap));
        crowns.put(Species.CrownShape.CREST, List.of(feathers, cap));
        crowns.put(Species.CrownShape.STRIPE, List.of(stripe));
        return crowns;
    }

    private static Map<Species.TailShape, Shape> tails() {
        Map<Species.TailShape, Shape> tails = new EnumMap<>(Species.TailShape.class);
        tails.put(Species.TailShape.SHORT, polygon(-0.28, 0.02, -0.56, 0.09, -0.57, 0.25, -0.26, 0.24));
        tails.put(Species.TailShape.LONG, polygon(-0.28, 0.02, -0.82, 0.24, -0.80, 0.34, -0.26, 0.22));
        tails.put(Species.TailShape.FORKED, polygon(-0.28, 0.02, -0.84, 0.10, -0.58, 0.23, -0.78, 0.42, -0.26, 0.22));
        return tails;
    }

    private static Map<Species.BreastPattern, List<Shape>> breastMarks() {
        List<Shape> speckles = new ArrayList<>();
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                double x = 0.03 + 0.09 * column + 0.03 * (row % 2);
                double y = 0.04 + 0.075 * row - 0.02 * column;
                speckles.add(common(BREAST, circle(x, y, 0.022)));
            }
        }
        Shape band = common(BREAST, polygon(0.02, -0.06, 0.48, -0.02, 0.48, 0.09, 0.0, 0.07));
        Map<Species.BreastPattern, List<Shape>> marks = new EnumMap<>(Species.BreastPattern.class);
        marks.put(Species.BreastPattern.PLAIN, List.of());
        marks.put(Species.BreastPattern.SPECKLED, List.copyOf(speckles));
        marks.put(Species.BreastPattern.BAND, List.of(band));
        return marks;
    }

    private static Map<Species.WingPattern, List<Shape>> wingMarks() {
        List<Shape> bars = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            double x = -0.02 - 0.13 * i;
            bars.add(common(WING, polygon(x, -0.25, x + 0.055, -0.25, x - 0.005, 0.3, x - 0.06, 0.3)));
        }
        List<Shape> spots = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            spots.add(common(WING, circle(0.05 - 0.075 * i, i % 2 == 0 ? -0.03 : 0.09, 0.036)));
        }
        Map<Species.WingPattern, List<Shape>> marks = new EnumMap<>(Species.WingPattern.class);
        marks.put(Species.WingPattern.PLAIN, List.of());
        marks.put(Species.WingPattern.BARS, List.copyOf(bars));
        marks.put(Species.WingPattern.SPOTS, List.copyOf(spots));
        marks.put(Species.WingPattern.PATCH, List.of(new Ellipse2D.Double(-0.20, -0.07, 0.22, 0.17)));
        return marks;
    }

    private static Shape common(Shape a, Shape b) {
        Area common = new Area(a);
        common.intersect(new Area(b));
        return common;
    }

    private static Shape circle(double x, double y, double radius) {
        return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    }

    private static Shape turned(Shape shape, double angle) {
        return AffineTransform.getRotateInstance(angle).createTransformedShape(shape);
    }

    private static Path2D polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }
}
