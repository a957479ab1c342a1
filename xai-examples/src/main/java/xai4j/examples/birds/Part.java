package xai4j.examples.birds;

import java.util.List;
import java.util.Locale;

/** What a pixel of a bird picture shows. */
public enum Part {
    /** Habitat and perch. */
    BACKGROUND(0, 0x202020),
    /** Head and back, the same for all species. */
    BODY(1, 0x94836D),
    /** Shape and colour differ. */
    BEAK(2, 0xF08A1C),
    /** Cap, crest or stripe, and its colour. */
    CROWN(3, 0xD23B2B),
    /** The ring around the eye. */
    EYE(4, 0x20D0D8),
    /** Pattern and colours differ. */
    WING(5, 0x2F6FD0),
    /** Pattern and colours differ. */
    BREAST(6, 0xF4D03F),
    /** Shape and colour differ. */
    TAIL(7, 0x8446B0),
    /** Colour differs. */
    FEET(8, 0xEE8FB0),
    /** Something in front of the bird. */
    OCCLUDER(9, 0x4F9D3A);

    private static final List<Part> ALL = List.of(values());

    /** The parts by which species differ, and which can be left out or exchanged. */
    public static final List<Part> DISTINCTIVE = List.of(BEAK, CROWN, EYE, WING, BREAST, TAIL, FEET);

    private final int code;
    private final int color;

    Part(int code, int color) {
        this.code = code;
        this.color = color;
    }

    /** The number by which masks know the part. */
    public int code() {
        return code;
    }

    /** The colour {@code 0xRRGGBB} that pictures of masks give it. */
    public int color() {
        return color;
    }

    /** Its name in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
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
