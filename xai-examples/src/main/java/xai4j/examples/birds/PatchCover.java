package xai4j.examples.birds;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import xai4j.image.Box;

/**
 * What a rectangle of a picture shows, by the part mask.
 *
 * @param bird share of its pixels that show the bird
 * @param main the part of which most can be seen; {@link Part#BACKGROUND} when the bird is not in it
 */
public record PatchCover(double bird, Part main) {
    /** Looks at a rectangle. */
    public static PatchCover of(PartMask mask, Box box) {
        Map<Part, Integer> counts = new EnumMap<>(Part.class);
        int bird = 0;
        for (int y = box.top(); y < box.bottom(); y++) {
            for (int x = box.left(); x < box.right(); x++) {
                Part part = mask.at(x, y);
                if (part != Part.BACKGROUND && part != Part.OCCLUDER) {
                    counts.merge(part, 1, Integer::sum);
                    bird++;
                }
            }
        }
        Part main = counts.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElse(Part.BACKGROUND);
        return new PatchCover((double) bird / (box.height() * box.width()), main);
    }
}
