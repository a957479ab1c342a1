package xai4j.examples.birds;

import java.util.SplittableRandom;

/**
 * Everything about a picture that does not depend on the species.
 *
 * @param habitat what stands behind
 * @param backdropSeed seed of its details
 * @param flipped whether the bird looks to the left
 * @param scale length of the bird's body as a share of the side
 * @param x centre of the bird as a share of the side
 * @param y centre of the bird as a share of the side
 * @param tilt turn of the whole bird, in radians
 * @param nod turn of the head, in radians
 * @param lift turn of the wing, in radians
 * @param light brightness of the light
 * @param warmth from bluish (−1) to reddish (1) light
 * @param shade strength of the shadow that falls from one side
 * @param shadeAngle where it falls from, in radians
 * @param occluderSeed seed of something in front of the bird; 0 for nothing
 */
record Scene(
        Habitat habitat,
        long backdropSeed,
        boolean flipped,
        double scale,
        double x,
        double y,
        double tilt,
        double nod,
        double lift,
        double light,
        double warmth,
        double shade,
        double shadeAngle,
        long occluderSeed) {
    private static final double OCCLUDED = 0.3;

    /** Draws all circumstances independently of one another. */
    static Scene draw(SplittableRandom random, Habitat habitat) {
        return new Scene(
                habitat,
                random.nextLong(),
                random.nextBoolean(),
                random.nextDouble(0.52, 0.72),
                random.nextDouble(0.44, 0.56),
                random.nextDouble(0.46, 0.56),
                random.nextDouble(-0.22, 0.30),
                random.nextDouble(-0.25, 0.25),
                random.nextDouble(-0.15, 0.30),
                random.nextDouble(0.75, 1.15),
                random.nextDouble(-1, 1),
                random.nextDouble(0, 0.4),
                random.nextDouble(2 * Math.PI),
                random.nextDouble() < OCCLUDED ? random.nextLong() | 1 : 0);
    }

    Scene withHabitat(Habitat other) {
        return new Scene(
                other,
                backdropSeed,
                flipped,
                scale,
                x,
                y,
                tilt,
                nod,
                lift,
                light,
                warmth,
                shade,
                shadeAngle,
                occluderSeed);
    }
}
