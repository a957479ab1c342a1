package xai4j.examples.birds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import xai4j.explain.Progress;
import xai4j.io.AtomicDirectory;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.numeric.Parallel;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

/**
 * Birds as a data set on disk: {@code SPLIT/SPECIES/NUMBER.png} as ImageFolder wants it, {@code masks/} with the same paths
 * and the number of a part in every pixel, {@code birds.csv}, {@code parts.csv}, a contact sheet, and a few words. The same
 * numbers give the same bytes.
 */
public final class BirdFolder {
    private static final int SMALLEST = 32;
    private static final int LARGEST = 1024;
    private static final String MASKS = "masks";

    private final Map<BirdSplit, BirdWorld> worlds = new EnumMap<>(BirdSplit.class);
    private final String settings;

    /**
     * A data set that is yet to be written.
     *
     * @param counts pictures per split
     * @param side of the pictures in pixels
     * @param seed of everything random
     * @param biased whether one species stands before snow nearly always among the training pictures
     * @throws IllegalArgumentException if the side is not between 32 and 1024
     */
    public BirdFolder(Map<BirdSplit, Integer> counts, int side, long seed, boolean biased) {
        if (side < SMALLEST || side > LARGEST) {
            throw new IllegalArgumentException(
                    "the side must be between " + SMALLEST + " and " + LARGEST + " pixels, not " + side);
        }
        counts.forEach((split, count) -> worlds.put(split, split.world(seed, count, side, biased)));
        this.settings = "seed " + seed + ", " + side + " x " + side + " pixels"
                + (biased ? ", biased" : "") + ": "
                + worlds.entrySet().stream()
                        .map(entry ->
                                entry.getKey().word() + " " + entry.getValue().size())
                        .collect(Collectors.joining(", "));
    }

    /** How many pictures there are in all. */
    public int size() {
        return worlds.values().stream().mapToInt(BirdWorld::size).sum();
    }

    /**
     * Writes the folder, whole or not at all, on as many threads as there are processors.
     *
     * @param target not there yet, or empty
     * @throws XaiException if there is something in the folder already, or it cannot be written
     * @throws CancellationException if the thread is interrupted
     */
    public void write(Path target, Progress progress) {
        AtomicDirectory.write(target, folder -> fill(folder, progress));
    }

    private void fill(Path folder, Progress progress) {
        AtomicInteger done = new AtomicInteger();
        StringBuilder table = new StringBuilder(BirdTable.head());
        worlds.forEach((split, world) -> {
            makeFolders(folder, split, world);
            table.append(pictures(folder, split, world, () -> progress.report(done.incrementAndGet(), size())));
        });
        text(folder.resolve("birds.csv"), table.toString());
        text(folder.resolve("parts.csv"), BirdTable.parts());
        text(folder.resolve("README.txt"), words());
        worlds.entrySet().stream()
                .limit(1)
                .forEach(first -> Png.write(
                        ContactSheet.draw("The bird world: " + first.getKey().word(), first.getValue()),
                        folder.resolve("sheet.png")));
    }

    private static void makeFolders(Path folder, BirdSplit split, BirdWorld world) {
        try {
            for (String species : world.labels()) {
                Files.createDirectories(folder.resolve(split.word()).resolve(species));
                Files.createDirectories(
                        folder.resolve(MASKS).resolve(split.word()).resolve(species));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder below " + folder + ": " + FileErrors.reason(e), e);
        }
    }

    /** Writes the pictures and masks of a split and returns their lines of the table. */
    private static String pictures(Path folder, BirdSplit split, BirdWorld world, Runnable each) {
        return String.join("", Parallel.map(world.size(), i -> {
            String row = picture(folder, split, world, i);
            each.run();
            return row;
        }));
    }

    private static String picture(Path folder, BirdSplit split, BirdWorld world, int i) {
        String file = split.word() + "/" + world.labels().get(world.label(i)) + "/"
                + String.format(Locale.ROOT, "%06d", i) + ".png";
        String mask = MASKS + "/" + file;
        BirdPicture bird = world.picture(i);
        BirdPicture.Drawn drawn = bird.drawn();
        Png.write(drawn.picture(), folder.resolve(file));
        Png.write(drawn.mask().picture(), folder.resolve(mask));
        return BirdTable.row(file, mask, split, i, bird, drawn.mask());
    }

    private static void text(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String words() {
        return """
                Birds of the xai4j bird world (%s).

                SPLIT/SPECIES/NUMBER.png        the pictures, sRGB, as torchvision's ImageFolder wants them
                masks/SPLIT/SPECIES/NUMBER.png  which part each pixel shows: palette images whose values are the
                                                indices of parts.csv (Pillow: numpy.array(Image.open(file)))
                birds.csv                       a line per picture: species, label (as ImageFolder numbers the
                                                classes), the looks of all parts, background, pose, light
                parts.csv                       the parts: index in the masks, name, colour in the palette
                sheet.png                       some birds of each species and their masks

                scale, x and y are shares of the side; angles are in radians.
                """.formatted(settings);
    }
}
