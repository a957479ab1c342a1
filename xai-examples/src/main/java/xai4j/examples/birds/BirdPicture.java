package xai4j.examples.birds;

import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A bird in a scene, drawn when asked for. Leaving out or exchanging a part changes nothing else, so that the part's true
 * importance for a model can be measured.
 */
public final class BirdPicture {
    private final Species species;
    private final Scene scene;
    private final Set<Part> missing;
    private final int size;

    BirdPicture(Species species, Scene scene, Set<Part> missing, int size) {
        this.species = species;
        this.scene = scene;
        this.missing = missing;
        this.size = size;
    }

    /** How the bird looks; after an exchange of parts it has the looks of two. */
    public Species species() {
        return species;
    }

    /** What stands behind it. */
    public Habitat habitat() {
        return scene.habitat();
    }

    /** What does not depend on the species. */
    Scene scene() {
        return scene;
    }

    /** The same without some parts. */
    public BirdPicture without(Part... parts) {
        Set<Part> fewer = Stream.concat(missing.stream(), Stream.of(parts))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
        if (!Part.DISTINCTIVE.containsAll(fewer)) {
            throw new IllegalArgumentException("only " + Part.DISTINCTIVE + " can be left out, not " + fewer);
        }
        return new BirdPicture(species, scene, fewer, size);
    }

    /** The same with one part of another species. */
    public BirdPicture with(Part part, Species donor) {
        return new BirdPicture(species.with(part, donor), scene, missing, size);
    }

    /** The same bird elsewhere. */
    public BirdPicture in(Habitat habitat) {
        return new BirdPicture(species, scene.withHabitat(habitat), missing, size);
    }

    /** The picture, sRGB. */
    public BufferedImage image() {
        return drawn().picture();
    }

    /** What its pixels show. */
    public PartMask mask() {
        return drawn().mask();
    }

    /** Picture and mask, which come from the same strokes. */
    record Drawn(BufferedImage picture, PartMask mask) {}

    Drawn drawn() {
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        BufferedImage mask = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Backdrop.paint(picture, scene);
        try (Brush brush = new Brush(picture, mask, place())) {
            new BirdPainter(species, missing, scene, brush).paint();
        }
        if (scene.occluderSeed() != 0) {
            Occluder.paint(picture, mask, scene);
        }
        light(picture);
        return new Drawn(picture, new PartMask(mask));
    }

    private AffineTransform place() {
        AffineTransform place = AffineTransform.getTranslateInstance(scene.x() * size, scene.y() * size);
        double length = scene.scale() * size;
        place.scale(scene.flipped() ? -length : length, length);
        place.rotate(-scene.tilt());
        return place;
    }

    /** Brightness, tint, a shadow from one side, and a little noise. */
    private void light(BufferedImage picture) {
        SplittableRandom noise = new SplittableRandom(scene.backdropSeed() + 1);
        double red = scene.light() * (1 + 0.08 * scene.warmth());
        double blue = scene.light() * (1 - 0.08 * scene.warmth());
        double acrossX = Math.cos(scene.shadeAngle()) * scene.shade() / size;
        double acrossY = Math.sin(scene.shadeAngle()) * scene.shade() / size;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double shade = 1 + acrossX * (x - size / 2.0) + acrossY * (y - size / 2.0);
                int rgb = picture.getRGB(x, y);
                int grain = noise.nextInt(9) - 4;
                picture.setRGB(
                        x,
                        y,
                        component(rgb >> 16, red * shade, grain) << 16
                                | component(rgb >> 8, scene.light() * shade, grain) << 8
                                | component(rgb, blue * shade, grain));
            }
        }
    }

    private static int component(int value, double factor, int grain) {
        return (int) Math.max(0, Math.min(255, Math.rint((value & 0xFF) * factor + grain)));
    }
}
