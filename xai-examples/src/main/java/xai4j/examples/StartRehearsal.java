package xai4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import xai4j.image.Images;
import xai4j.io.GracefulShutdown;

/**
 * What the build runs to learn which classes the program loads when it starts, for the archive in {@code lib/xai.jsa}: help, a look at a
 * model, and explanations of a photograph. Code that is made at run time, as that of a lambda is, comes into the archive only where it was made here.
 */
final class StartRehearsal {
    private StartRehearsal() {}

    /** Takes a picture, a folder to write into, and models of several kinds. */
    public static void main(String[] arguments) {
        System.exit(GracefulShutdown.of(() -> run(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                Arrays.asList(arguments).subList(2, arguments.length))));
    }

    private static int run(Path picture, Path folder, List<String> models) {
        String photograph = photograph(picture, folder).toString();
        List<Integer> statuses = new ArrayList<>(List.of(Main.run("--help"), Main.run("explain", "--help")));
        for (String model : models) {
            statuses.add(Main.run("inspect", model));
            for (String image : List.of(picture.toString(), photograph)) {
                statuses.add(Main.run(
                        "explain",
                        model,
                        "--image",
                        image,
                        "--method",
                        "grad-cam,saliency",
                        "--out",
                        folder.toString()));
            }
        }
        return statuses.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** The picture as most photographs come. */
    private static Path photograph(Path picture, Path folder) {
        try {
            Path file = Files.createDirectories(folder).resolve("photograph.jpg");
            ImageIO.write(Images.read(picture), "jpg", file.toFile());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
