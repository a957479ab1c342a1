package xai4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/**
 * Images in a folder per class, as torchvision's {@code ImageFolder} has them: classes are the sub-folders in alphabetical order,
 * images the files in them (and below them) in alphabetical order. Links are followed, so that a folder of linked classes or
 * images is as good as one of copies.
 */
public final class ImageFolder extends PictureFiles {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp");
    private static final int NAMED = 5;

    private ImageFolder(Path root, List<String> labels, List<Item> items) {
        super(root, labels, items);
    }

    /**
     * Finds the images of a folder; they are read when asked for.
     *
     * @throws XaiException if the folder is not there or holds no classes, or one of the classes no images: a network would
     *     have a score for it that was never trained
     */
    public static ImageFolder of(Path root) {
        List<Path> classes = entries(root).stream().filter(Files::isDirectory).toList();
        if (classes.isEmpty()) {
            throw new XaiException("folder " + root + " has no sub-folders; one per class is expected");
        }
        List<Item> items = new ArrayList<>();
        List<String> empty = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            List<Path> files = files(classes.get(label));
            if (files.isEmpty()) {
                empty.add("\"" + classes.get(label).getFileName() + "\"");
            }
            for (Path file : files) {
                items.add(new Item(file, label));
            }
        }
        if (items.isEmpty()) {
            throw new XaiException(
                    "folder " + root + " has no images (png, jpg, bmp, gif, tif, webp) in its sub-folders");
        }
        if (!empty.isEmpty()) {
            throw new XaiException("folder " + root + " has no images for class"
                    + (empty.size() == 1 ? " " : "es ")
                    + listed(empty)
                    + "; each class needs one, and a sub-folder that is no class does not belong there");
        }
        return new ImageFolder(
                root,
                classes.stream().map(folder -> folder.getFileName().toString()).toList(),
                items);
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            throw new XaiException("folder " + folder + " cannot be read: there is no such folder", e);
        } catch (IOException e) {
            throw new XaiException("folder " + folder + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    /**
     * The images in a folder and below it, in alphabetical order; none if it holds none.
     *
     * @throws XaiException if the folder cannot be read
     */
    public static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(ImageFolder::isImage).sorted().toList();
        } catch (NoSuchFileException e) {
            throw new XaiException("there is no folder " + folder, e);
        } catch (IOException e) {
            throw new XaiException("folder " + folder + " cannot be read: " + FileErrors.reason(e), e);
        } catch (UncheckedIOException e) {
            String why = e.getCause() instanceof FileSystemException at
                    ? ": " + FileErrors.reason(at) + " (" + at.getFile() + ")"
                    : "";
            throw new XaiException("folder " + folder + " cannot be read" + why, e);
        }
    }

    private static String listed(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size()))) + (names.size() > NAMED ? ", …" : "");
    }

    private static boolean isImage(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file)
                && !name.startsWith(".")
                && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * The same without some images.
     *
     * @throws XaiException if none is left, or none of a class
     */
    @Override
    public ImageFolder without(List<String> names) {
        Set<String> unwanted = Set.copyOf(names);
        List<Item> kept =
                items().stream().filter(item -> !unwanted.contains(name(item))).toList();
        if (kept.isEmpty()) {
            throw new XaiException("folder " + root() + " has no readable image; unreadable are " + listed(names));
        }
        Set<Integer> left = kept.stream().map(Item::label).collect(Collectors.toSet());
        for (int label = 0; label < labels().size(); label++) {
            if (!left.contains(label)) {
                throw new XaiException(
                        "folder " + root() + " has no readable image of class \"" + labels().get(label) + "\"");
            }
        }
        return new ImageFolder(root(), labels(), kept);
    }
}
