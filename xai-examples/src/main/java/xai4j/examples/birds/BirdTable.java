package xai4j.examples.birds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** The tables of a data set, comma-separated: a line per picture with all that is known of it, and a line per part. */
final class BirdTable {
    /** Sorted, as ImageFolder, ours and torchvision's, numbers classes. */
    private static final List<String> SPECIES =
            Species.ALL.stream().map(Species::name).sorted().toList();

    private BirdTable() {}

    /** Names of the columns. */
    static String head() {
        List<String> head = new ArrayList<>(List.of("file", "mask", "split", "number", "species", "label"));
        head.addAll(Species.ALL.get(0).attributes().keySet());
        head.addAll(List.of("background", "facing", "scale", "x", "y", "tilt", "nod", "wing-lift"));
        head.addAll(List.of("light", "warmth", "shade", "shade-angle", "occluded"));
        return line(head);
    }

    /**
     * A picture.
     *
     * @param file of the picture, from the data set's folder
     * @param mask of its mask, from the data set's folder
     * @param number of the picture in its world
     * @param shown what its pixels show
     */
    static String row(String file, String mask, BirdSplit split, int number, BirdPicture bird, PartMask shown) {
        Species species = bird.species();
        List<String> cells = new ArrayList<>(List.of(file, mask, split.word(), "" + number, species.name()));
        cells.add("" + SPECIES.indexOf(species.name()));
        cells.addAll(species.attributes().values());
        Scene scene = bird.scene();
        cells.add(scene.habitat().name().toLowerCase(Locale.ROOT));
        cells.add(scene.flipped() ? "left" : "right");
        DoubleStream.of(scene.scale(), scene.x(), scene.y(), scene.tilt(), scene.nod(), scene.lift())
                .forEach(value -> cells.add(number(value)));
        DoubleStream.of(scene.light(), scene.warmth(), scene.shade(), scene.shadeAngle())
                .forEach(value -> cells.add(number(value)));
        cells.add(shown.counts().getOrDefault(Part.OCCLUDER, 0) > 0 ? "yes" : "no");
        return line(cells);
    }

    /** What the numbers in masks mean. */
    static String parts() {
        StringBuilder legend = new StringBuilder(line(List.of("index", "part", "color")));
        for (Part part : Part.values()) {
            legend.append(
                    line(List.of("" + part.code(), part.word(), String.format(Locale.ROOT, "#%06x", part.color()))));
        }
        return legend.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static String line(List<String> cells) {
        return String.join(",", cells) + "\n";
    }
}
