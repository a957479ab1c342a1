package xai4j.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import xai4j.image.ImageBudget;
import xai4j.image.Images;

/** Reads damaged pictures. Arguments: a seed, how many, folders of whole pictures. */
final class PictureFuzz {
    private PictureFuzz() {}

    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        List<Path> pictures = new ArrayList<>();
        for (String folder : List.of(arguments).subList(2, arguments.length)) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(PictureFuzz::isPicture).sorted().forEach(pictures::add);
            }
        }
        FuzzTally tally = new FuzzTally();
        for (int i = 0; i < count; i++) {
            Path file = pictures.get(i % pictures.size());
            byte[] other = Files.readAllBytes(pictures.get((i * 7 + 3) % pictures.size()));
            byte[] mutant = new Mutations(seed + i).of(Files.readAllBytes(file), other);
            String name = file.getFileName() + " damaged with " + (seed + i);
            tally.count(name, () -> Images.read(mutant, name, ImageBudget.defaults()));
        }
        tally.end();
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Stream.of(".png", ".jpg", ".gif", ".bmp", ".tif", ".webp").anyMatch(name::endsWith);
    }
}
