package xai4j.examples.birds;

import java.util.List;

/** What a pixel of a bird picture shows. */
public enum Part {
    /** Habitat and perch. */
    BACKGROUND(0),
    /** Head and back, the same for all species. */
    BODY(1),
    /** Shape and colour differ. */
    BEAK(2),
    /** Cap, crest or stripe, and its colour. */
    CROWN(3),
    /** The ring around the eye. */
    EYE(4),
    /** Pattern and colours differ. */
    WING(5),
    /** Pattern and colours differ. */
    BREAST(6),
    /** Shape and colour differ. */
    TAIL(7),
    /** Colour differs. */
    FEET(8),
    /** Something in front of the bird. */
    OCCLUDER(9);

    private static final List<Part> ALL = List.of(values());

    /** The parts by which species differ, and which can be left out or exchanged. */
    public static final List<Part> DISTINCTIVE = List.of(BEAK, CROWN, EYE, WING, BREAST, TAIL, FEET);

    private final int code;

    Part(int code) {
        this.code = code;
    }

    /** The number by which masks know the part. */
    public int code() {
        return code;
    }

    /**
     * The part of a number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Part of(int code) {
        return ALL.stream()
                .filter(part -> part.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part has the number " + code));
    }
}
