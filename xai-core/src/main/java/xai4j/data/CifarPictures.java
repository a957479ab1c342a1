package xai4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import xai4j.tensor.XaiException;

/**
 * CIFAR as picture files: a folder {@code train} or {@code test} with a sub-folder per class, or with all pictures in it and
 * the class in their names, {@code 17_frog.png}.
 *
 * <p>The classes are the lines of {@code labels.txt} in the folder or beside it; without such a file they are the names
 * found, in alphabetical order.
 */
public final class CifarPictures extends PictureFiles {
    private static final Pattern NUMBERED = Pattern.compile("\\d+_.+\\.\\w+");

    private CifarPictures(Path folder, List<String> labels, List<Item> items) {
        super(folder, labels, items);
    }

    /**
     * Finds the pictures of a folder; they are read when asked for.
     *
     * @throws XaiException if there are none, or one is of a class that {@code labels.txt} does not name
     */
    public static CifarPictures of(Path folder) {
        List<Path> files = Files.isDirectory(folder) ? ImageFolder.files(folder) : List.of();
        if (files.isEmpty()) {
            throw new XaiException(
                    "folder " + folder + " is missing or has no pictures (png, jpg, bmp, gif, tif, webp)");
        }
        List<String> labels = labels(folder, files);
        List<Item> items = new ArrayList<>();
        for (Path file : files) {
            int label = labels.indexOf(label(folder, file));
            if (label < 0) {
                throw new XaiException("picture " + file + " is of class \"" + label(folder, file)
                        + "\", which is not in labels.txt: " + String.join(", ", labels));
            }
            items.add(new Item(file, label));
        }
        return new CifarPictures(folder, labels, items);
    }

    /** Whether a folder holds pictures with the class in their names, {@code 17_frog.png}, and none in sub-folders. */
    public static boolean isFlat(Path folder) {
        List<Path> files = Files.isDirectory(folder) ? ImageFolder.files(folder) : List.of();
        return !files.isEmpty()
                && files.stream()
                        .map(folder::relativize)
                        .allMatch(file -> file.getNameCount() == 1
                                && NUMBERED.matcher(file.toString()).matches());
    }

    private static List<String> labels(Path folder, List<Path> files) {
        Path parent = folder.toAbsolutePath().normalize().getParent();
        for (Path place : parent == null ? List.of(folder) : List.of(folder, parent)) {
            if (Files.exists(place.resolve("labels.txt"))) {
                return TextTable.read(place.resolve("labels.txt")).stream()
                        .map(TextTable.Line::text)
                        .toList();
            }
        }
        return files.stream()
                .map(file -> label(folder, file))
                .distinct()
                .sorted()
                .toList();
    }

    private static String label(Path folder, Path file) {
        Path inside = folder.relativize(file);
        if (inside.getNameCount() > 1) {
            return inside.getName(0).toString();
        }
        String name = inside.toString();
        int underscore = name.indexOf('_');
        if (underscore < 0) {
            throw new XaiException(
                    "picture " + file + " has no class in its name; N_class.png or a folder per class is expected");
        }
        return name.substring(underscore + 1, name.lastIndexOf('.'));
    }
}
