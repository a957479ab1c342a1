package xai4j.examples.birds;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.util.Objects;
import java.util.Set;

/** Paints a bird part by part, in the coordinates of {@link Anatomy}. */
final class BirdPainter {
    private static final int BODY = 0x94836D;
    private static final int PUPIL = 0x101010;
    private static final double FOOT = 0.036;

    private final Species species;
    private final Set<Part> missing;
    private final Brush brush;
    private final AffineTransform head;
    private final AffineTransform wing;

    BirdPainter(Species species, Set<Part> missing, Scene scene, Brush brush) {
        this.species = species;
        this.missing = missing;
        this.brush = brush;
        this.head = AffineTransform.getRotateInstance(scene.nod(), Anatomy.HEAD_X, Anatomy.HEAD_Y);
        this.wing = AffineTransform.getRotateInstance(scene.lift(), 0.1, -0.02);
    }

    void paint() {
        unless(Part.TAIL, this::tail);
        unless(Part.FEET, this::feet);
        brush.fillOutlined(Part.BODY, BODY, Anatomy.BODY);
        unless(Part.BREAST, this::breast);
        unless(Part.BEAK, this::beak);
        brush.fillOutlined(Part.BODY, BODY, onHead(Anatomy.HEAD));
        unless(Part.CROWN, this::crown);
        unless(Part.EYE, this::eye);
        unless(Part.WING, this::wing);
    }

    private void unless(Part part, Runnable work) {
        if (!missing.contains(part)) {
            work.run();
        }
    }

    private void tail() {
        Species.Tail look = species.tail();
        brush.fillOutlined(Part.TAIL, look.color(), Objects.requireNonNull(Anatomy.TAILS.get(look.shape())));
    }

    private void feet() {
        for (Shape foot : Anatomy.FEET) {
            brush.stroke(Part.FEET, species.feet(), foot, FOOT);
        }
    }

    private void breast() {
        Species.Breast look = species.breast();
        brush.fill(Part.BREAST, look.color(), Anatomy.BREAST);
        for (Shape mark : Objects.requireNonNull(Anatomy.BREAST_MARKS.get(look.pattern()))) {
            brush.fill(Part.BREAST, look.marks(), mark);
        }
    }

    private void beak() {
        Species.Beak look = species.beak();
        brush.fillOutlined(Part.BEAK, look.color(), onHead(Objects.requireNonNull(Anatomy.BEAKS.get(look.shape()))));
    }

    private void crown() {
        Species.Crown look = species.crown();
        for (Shape shape : Objects.requireNonNull(Anatomy.CROWNS.get(look.shape()))) {
            brush.fill(Part.CROWN, look.color(), onHead(shape));
        }
    }

    private void eye() {
        brush.fill(Part.EYE, species.eye(), onHead(Anatomy.EYE_RING));
        brush.fill(Part.EYE, PUPIL, onHead(Anatomy.PUPIL));
    }

    private void wing() {
        Species.Wing look = species.wing();
        brush.fillOutlined(Part.WING, look.color(), wing.createTransformedShape(Anatomy.WING));
        for (Shape mark : Objects.requireNonNull(Anatomy.WING_MARKS.get(look.pattern()))) {
            brush.fill(Part.WING, look.marks(), wing.createTransformedShape(mark));
        }
    }

    private Shape onHead(Shape shape) {
        return head.createTransformedShape(shape);
    }
}
