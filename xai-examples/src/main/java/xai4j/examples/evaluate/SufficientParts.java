package xai4j.examples.evaluate;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.Species;

/** Which parts of a species are enough to tell it from every other. */
final class SufficientParts {
    private static final List<List<Set<Part>>> MINIMAL =
            Species.ALL.stream().map(SufficientParts::search).toList();

    private SufficientParts() {}

    /**
     * The sets of parts that tell a species from all others and would not without any one of them.
     *
     * @param species position in {@link Species#ALL}
     */
    static List<Set<Part>> minimal(int species) {
        return MINIMAL.get(species);
    }

    private static List<Set<Part>> search(Species species) {
        List<Set<Part>> sufficient = new ArrayList<>();
        int count = Part.DISTINCTIVE.size();
        for (int bits = 1; bits < 1 << count; bits++) {
            Set<Part> parts = EnumSet.noneOf(Part.class);
            for (int i = 0; i < count; i++) {
                if ((bits >> i & 1) == 1) {
                    parts.add(Part.DISTINCTIVE.get(i));
                }
            }
            if (suffice(parts, species)) {
                sufficient.add(parts);
            }
        }
        return sufficient.stream()
                .filter(parts -> sufficient.stream()
                        .noneMatch(smaller -> parts.size() > smaller.size() && parts.containsAll(smaller)))
                .toList();
    }

    private static boolean suffice(Set<Part> parts, Species species) {
        return Species.ALL.stream()
                .filter(other -> !other.equals(species))
                .allMatch(other -> species.differencesFrom(other).stream().anyMatch(parts::contains));
    }
}
