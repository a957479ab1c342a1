package xai4j.examples.birds;

/** What stands behind a bird. */
public enum Habitat {
    /** Blue with clouds. */
    SKY,
    /** Leaves. */
    FOLIAGE,
    /** White ground, dark trunks, flakes. */
    SNOW,
    /** Waves. */
    WATER,
    /** Grass with flowers below a pale sky. */
    MEADOW
}
