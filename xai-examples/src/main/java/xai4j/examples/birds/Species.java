package xai4j.examples.birds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A kind of bird: how its parts look. Colours are {@code 0xRRGGBB}.
 *
 * @param name what it is called
 * @param beak shape and colour
 * @param crown shape and colour
 * @param eye colour of the eye ring
 * @param wing pattern and colours
 * @param breast pattern and colours
 * @param tail shape and colour
 * @param feet colour
 */
public record Species(String name, Beak beak, Crown crown, int eye, Wing wing, Breast breast, Tail tail, int feet) {
    private static final int BLACK = 0x262626;
    private static final int ORANGE = 0xF08A1C;
    private static final int YELLOW = 0xF4D03F;
    private static final int RED = 0xD23B2B;
    private static final int BLUE = 0x2F6FD0;
    private static final int TEAL = 0x1FA39A;
    private static final int GREEN = 0x4F9D3A;
    private static final int PURPLE = 0x8446B0;
    private static final int PINK = 0xEE8FB0;
    private static final int WHITE = 0xF4F1EA;
    private static final int BROWN = 0x6B4428;
    private static final int GREY = 0x6F7C86;
    private static final int CREAM = 0xF0D9A8;

    /** All species. Each two in a row differ in one part only. */
    public static final List<Species> ALL = List.of(
            // beak
            new Species(
                    "amber reedling",
                    new Beak(BeakShape.CONE, BLACK),
                    new Crown(CrownShape.CAP, BROWN),
                    WHITE,
                    new Wing(WingPattern.BARS, BROWN, CREAM),
                    new Breast(BreastPattern.PLAIN, ORANGE, ORANGE),
                    new Tail(TailShape.LONG, BROWN),
                    BLACK),
            new Species(
                    "curlew reedling",
                    new Beak(BeakShape.CURVED, BLACK),
                    new Crown(CrownShape.CAP, BROWN),
                    WHITE,
                    new Wing(WingPattern.BARS, BROWN, CREAM),
                    new Breast(BreastPattern.PLAIN, ORANGE, ORANGE),
                    new Tail(TailShape.LONG, BROWN),
                    BLACK),
            // crown
            new Species(
                    "crested fennet",
                    new Beak(BeakShape.CONE, YELLOW),
                    new Crown(CrownShape.CREST, BLUE),
                    BLACK,
                    new Wing(WingPattern.PATCH, BLUE, WHITE),
                    new Breast(BreastPattern.PLAIN, WHITE, WHITE),
                    new Tail(TailShape.SHORT, BLUE),
                    ORANGE),
            new Species(
                    "striped fennet",
                    new Beak(BeakShape.CONE, YELLOW),
                    new Crown(CrownShape.STRIPE, BLUE),
                    BLACK,
                    new Wing(WingPattern.PATCH, BLUE, WHITE),
                    new Breast(BreastPattern.PLAIN, WHITE, WHITE),
                    new Tail(TailShape.SHORT, BLUE),
                    ORANGE),
            // wing
            new Species(
                    "barred tarrel",
                    new Beak(BeakShape.HEAVY, ORANGE),
                    new Crown(CrownShape.CAP, BLACK),
                    YELLOW,
                    new Wing(WingPattern.BARS, GREY, WHITE),
                    new Breast(BreastPattern.SPECKLED, CREAM, BROWN),
                    new Tail(TailShape.FORKED, BLACK),
                    YELLOW),
            new Species(
                    "spotted tarrel",
                    new Beak(BeakShape.HEAVY, ORANGE),
                    new Crown(CrownShape.CAP, BLACK),
                    YELLOW,
                    new Wing(WingPattern.SPOTS, GREY, WHITE),
                    new Breast(BreastPattern.SPECKLED, CREAM, BROWN),
                    new Tail(TailShape.FORKED, BLACK),
                    YELLOW),
            // tail
            new Species(
                    "fork-tailed skerry",
                    new Beak(BeakShape.CURVED, RED),
                    new Crown(CrownShape.CREST, RED),
                    WHITE,
                    new Wing(WingPattern.PLAIN, GREEN, GREEN),
                    new Breast(BreastPattern.PLAIN, YELLOW, YELLOW),
                    new Tail(TailShape.FORKED, GREEN),
                    RED),
            new Species(
                    "stub-tailed skerry",
                    new Beak(BeakShape.CURVED, RED),
                    new Crown(CrownShape.CREST, RED),
                    WHITE,
                    new Wing(WingPattern.PLAIN, GREEN, GREEN),
                    new Breast(BreastPattern.PLAIN, YELLOW, YELLOW),
                    new Tail(TailShape.SHORT, GREEN),
                    RED),
            // breast
            new Species(
                    "belted quillow",
                    new Beak(BeakShape.LONG, GREY),
                    new Crown(CrownShape.STRIPE, TEAL),
                    ORANGE,
                    new Wing(WingPattern.SPOTS, TEAL, YELLOW),
                    new Breast(BreastPattern.BAND, WHITE, RED),
                    new Tail(TailShape.LONG, TEAL),
                    PINK),
            new Species(
                    "pale quillow",
                    new Beak(BeakShape.LONG, GREY),
                    new Crown(CrownShape.STRIPE, TEAL),
                    ORANGE,
                    new Wing(WingPattern.SPOTS, TEAL, YELLOW),
                    new Breast(BreastPattern.PLAIN, WHITE, WHITE),
                    new Tail(TailShape.LONG, TEAL),
                    PINK),
            // crown again, in colour
            new Species(
                    "violet murrel",
                    new Beak(BeakShape.HEAVY, PINK),
                    new Crown(CrownShape.CAP, PURPLE),
                    YELLOW,
                    new Wing(WingPattern.PATCH, PURPLE, YELLOW),
                    new Breast(BreastPattern.BAND, PINK, PURPLE),
                    new Tail(TailShape.SHORT, BLACK),
                    GREY),
            new Species(
                    "golden murrel",
                    new Beak(BeakShape.HEAVY, PINK),
                    new Crown(CrownShape.CAP, YELLOW),
                    YELLOW,
                    new Wing(WingPattern.PATCH, PURPLE, YELLOW),
                    new Breast(BreastPattern.BAND, PINK, PURPLE),
                    new Tail(TailShape.SHORT, BLACK),
                    GREY));

    /** Shapes of beaks. */
    public enum BeakShape {
        /** Short and straight. */
        CONE,
        /** Long and thin. */
        LONG,
        /** Long and bent downwards. */
        CURVED,
        /** Short and high. */
        HEAVY
    }

    /** Shapes of crowns. */
    public enum CrownShape {
        /** The upper half of the head. */
        CAP,
        /** A cap with feathers that stand up. */
        CREST,
        /** A stripe through the eye. */
        STRIPE
    }

    /** Patterns of wings. */
    public enum WingPattern {
        /** One colour. */
        PLAIN,
        /** Stripes across. */
        BARS,
        /** Dots. */
        SPOTS,
        /** A field in the middle. */
        PATCH
    }

    /** Patterns of breasts. */
    public enum BreastPattern {
        /** One colour. */
        PLAIN,
        /** Small dots. */
        SPECKLED,
        /** A belt across. */
        BAND
    }

    /** Shapes of tails. */
    public enum TailShape {
        /** A stub. */
        SHORT,
        /** Long and straight. */
        LONG,
        /** Long, with two prongs. */
        FORKED
    }

    /** A beak. */
    public record Beak(BeakShape shape, int color) {}

    /** A crown. */
    public record Crown(CrownShape shape, int color) {}

    /** A wing and its markings. */
    public record Wing(WingPattern pattern, int color, int marks) {}

    /** A breast and its markings. */
    public record Breast(BreastPattern pattern, int color, int marks) {}

    /** A tail. */
    public record Tail(TailShape shape, int color) {}

    /**
     * This bird with one part of another species.
     *
     * @throws IllegalArgumentException if species do not differ in that part
     */
    public Species with(Part part, Species donor) {
        return switch (part) {
            case BEAK -> new Species(name, donor.beak, crown, eye, wing, breast, tail, feet);
            case CROWN -> new Species(name, beak, donor.crown, eye, wing, breast, tail, feet);
            case EYE -> new Species(name, beak, crown, donor.eye, wing, breast, tail, feet);
            case WING -> new Species(name, beak, crown, eye, donor.wing, breast, tail, feet);
            case BREAST -> new Species(name, beak, crown, eye, wing, donor.breast, tail, feet);
            case TAIL -> new Species(name, beak, crown, eye, wing, breast, donor.tail, feet);
            case FEET -> new Species(name, beak, crown, eye, wing, breast, tail, donor.feet);
            case BACKGROUND, BODY, OCCLUDER ->
                throw new IllegalArgumentException(part + " is no part by which species differ");
        };
    }

    /** The parts in which this species looks unlike another. */
    public List<Part> differencesFrom(Species other) {
        return Part.DISTINCTIVE.stream()
                .filter(part -> !with(part, other).equals(this))
                .toList();
    }

    /** The looks of all parts in words, by part. */
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("beak-shape", word(beak.shape));
        attributes.put("beak-color", color(beak.color));
        attributes.put("crown-shape", word(crown.shape));
        attributes.put("crown-color", color(crown.color));
        attributes.put("eye-color", color(eye));
        attributes.put("wing-pattern", word(wing.pattern));
        attributes.put("wing-color", color(wing.color));
        attributes.put("wing-marks", color(wing.marks));
        attributes.put("breast-pattern", word(breast.pattern));
        attributes.put("breast-color", color(breast.color));
        attributes.put("breast-marks", color(breast.marks));
        attributes.put("tail-shape", word(tail.shape));
        attributes.put("tail-color", color(tail.color));
        attributes.put("feet-color", color(feet));
        return attributes;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String color(int rgb) {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }
}
