package xai4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.birds.PartMask;
import xai4j.examples.birds.PatchCover;
import xai4j.image.Box;
import xai4j.io.AtomicFile;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypePush;

/**
 * Whether prototypes lie on birds: how much of each patch shows the bird, by the part masks of the bird world.
 *
 * @param species reports, in the order of the classes
 */
record PrototypesOnBirds(List<OfSpecies> species) {
    /** Name of the report in the folder. */
    static final String FILE = "on-birds.json";

    private static final double HALF = 0.5;

    /**
     * A prototype.
     *
     * @param prototype its number
     * @param bird share of its patch that shows the bird
     * @param part of the bird of which it shows most
     * @param picture share of the whole picture that shows the bird: what a patch would have by chance
     */
    record OfPrototype(int prototype, double bird, String part, double picture) {}

    /** The prototypes of a species and the mean of what they show of birds. */
    record OfSpecies(String species, double bird, List<OfPrototype> prototypes) {}

    static PrototypesOnBirds of(BirdWorld world, List<Prototype> prototypes, List<PrototypePush.Patch> patches) {
        List<OfSpecies> reports = new ArrayList<>();
        for (int k = 0; k < world.labels().size(); k++) {
            List<OfPrototype> own = new ArrayList<>();
            for (int p = 0; p < prototypes.size(); p++) {
                if (prototypes.get(p).classIndex() == k) {
                    own.add(of(world, p, patches.get(p), prototypes.get(p).box().orElseThrow()));
                }
            }
            reports.add(new OfSpecies(world.labels().get(k), mean(own), own));
        }
        return new PrototypesOnBirds(reports);
    }

    private static OfPrototype of(BirdWorld world, int prototype, PrototypePush.Patch patch, Box box) {
        PartMask mask = world.picture(patch.image()).mask();
        PatchCover cover = PatchCover.of(mask, box);
        double all =
                PatchCover.of(mask, new Box(0, mask.size(), 0, mask.size())).bird();
        return new OfPrototype(prototype, cover.bird(), cover.main().name().toLowerCase(Locale.ROOT), all);
    }

    private static double mean(List<OfPrototype> prototypes) {
        return prototypes.stream().mapToDouble(OfPrototype::bird).average().orElse(Double.NaN);
    }

    void write(Path folder) {
        ObjectMapper json = new ObjectMapper();
        try {
            byte[] text = (json.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(folder.resolve(FILE), out -> out.write(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of numbers and names could not be put into JSON", e);
        }
    }

    /** A line for each species, and one for all. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (OfSpecies one : species) {
            String parts = one.prototypes().stream()
                    .map(prototype ->
                            String.format(Locale.ROOT, "%s %.0f %%", prototype.part(), 100 * prototype.bird()))
                    .collect(Collectors.joining(", "));
            lines.add(String.format(
                    Locale.ROOT, "%-24s %3.0f %% of its patches is bird: %s", one.species(), 100 * one.bird(), parts));
        }
        List<OfPrototype> all =
                species.stream().flatMap(one -> one.prototypes().stream()).toList();
        long mostly = all.stream().filter(prototype -> prototype.bird() >= HALF).count();
        lines.add(String.format(
                Locale.ROOT,
                "%d of %d prototypes show more bird than background, %d no bird at all; on average %.0f %% of a patch is"
                        + " bird, and %.0f %% of a whole picture",
                mostly,
                all.size(),
                all.stream().filter(prototype -> prototype.bird() == 0).count(),
                100 * mean(all),
                100 * all.stream().mapToDouble(OfPrototype::picture).average().orElse(Double.NaN)));
        return lines;
    }
}
