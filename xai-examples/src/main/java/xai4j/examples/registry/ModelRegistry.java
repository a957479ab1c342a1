package xai4j.examples.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import xai4j.io.AtomicDirectory;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.model.description.RegistryEntry;
import xai4j.tensor.XaiException;

/**
 * The models of a folder: {@code DIR/NAME/VERSION/…}, versions counted from 1, and in {@code DIR/NAME/promoted} the number of the one that is served. A version is
 * there whole or not at all, and never changes; several programs may register at once.
 *
 * @param folder the registry
 */
public record ModelRegistry(Path folder) {
    /** What a name may be. */
    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private static final String PROMOTED = RegistryEntry.PROMOTED;
    private static final String NUMBER = "[1-9]\\d{0,8}";
    private static final int MOST_TRIES = 1000;

    /**
     * The registry in a folder that is there.
     *
     * @throws XaiException if it is not
     */
    public static ModelRegistry open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new XaiException("there is no registry at " + folder + "; xai train … --register "
                    + folder.resolve("NAME") + " makes one");
        }
        return new ModelRegistry(folder);
    }

    /**
     * Passes a name through.
     *
     * @throws IllegalArgumentException if a model cannot be called so
     */
    public static String requireName(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("the name \"" + name
                    + "\" of a model is not made of letters, digits, dots, hyphens and underscores");
        }
        return name;
    }

    /** The names of all models that have a version, sorted. */
    public List<String> names() {
        return listed(folder).stream()
                .filter(name -> name.matches(NAME) && !versions(name).isEmpty())
                .sorted()
                .toList();
    }

    /** The versions of a model, ascending; none for a model that is not there. */
    public List<Integer> versions(String name) {
        Path model = folder.resolve(requireName(name));
        return !Files.isDirectory(model)
                ? List.of()
                : listed(model).stream()
                        .filter(entry -> entry.matches(NUMBER)
                                && Files.isRegularFile(model.resolve(entry).resolve(ModelVersion.FILE)))
                        .map(Integer::valueOf)
                        .sorted()
                        .toList();
    }

    /**
     * A version.
     *
     * @throws XaiException if it is not there or cannot be read
     */
    public ModelVersion version(String name, int number) {
        requireThere(name, number);
        return ModelVersion.read(path(name, number));
    }

    /** The folder of a version. */
    public Path path(String name, int number) {
        return folder.resolve(requireName(name)).resolve(Integer.toString(number));
    }

    /**
     * The version that is promoted, if one is.
     *
     * @throws XaiException if what is written there is no number
     */
    public OptionalInt promoted(String name) {
        Path file = folder.resolve(requireName(name)).resolve(PROMOTED);
        try {
            String text = Files.readString(file).strip();
            if (!text.matches(NUMBER)) {
                throw new XaiException(file + " holds no version's number; xai models promote writes it");
            }
            return OptionalInt.of(Integer.parseInt(text));
        } catch (NoSuchFileException e) {
            return OptionalInt.empty();
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }

    /**
     * Has a version served.
     *
     * @throws XaiException if it is not there, or its files are not what they were when it was registered
     */
    public ModelVersion promote(String name, int number) {
        ModelVersion version = version(name, number);
        version.requireIntact(path(name, number));
        AtomicFile.write(
                folder.resolve(name).resolve(PROMOTED),
                out -> out.write((number + "\n").getBytes(StandardCharsets.UTF_8)));
        return version;
    }

    /**
     * Adds a version under the next free number.
     *
     * @param content fills the folder that it is given; called again where another writer was quicker
     * @return the number
     */
    public int register(String name, BiConsumer<Path, Integer> content) {
        FileErrors.makeFolder(folder.resolve(requireName(name)), "folder of the model");
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            int number = nextFree(name);
            Path target = path(name, number);
            try {
                AtomicDirectory.write(target, partial -> content.accept(partial, number));
                return number;
            } catch (XaiException e) {
                if (!Files.exists(target)) {
                    throw e;
                }
            }
        }
        throw new XaiException(
                "no version of " + name + " could be added to " + folder + "; others are always quicker");
    }

    /** After the last version; what is no version, but called so, is passed over. */
    private int nextFree(String name) {
        int number = versions(name).stream().reduce(0, Math::max) + 1;
        while (Files.exists(path(name, number))) {
            number++;
        }
        return number;
    }

    private void requireThere(String name, int number) {
        List<Integer> there = versions(name);
        if (!there.contains(number)) {
            throw new XaiException("there is no version " + number + " of " + name + " in " + folder + "; "
                    + (there.isEmpty()
                            ? "models are " + String.join(", ", names())
                            : "versions are "
                                    + there.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
    }

    private static List<String> listed(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(
                            entry -> Objects.requireNonNull(entry.getFileName()).toString())
                    .toList();
        } catch (IOException e) {
            throw new XaiException("cannot read " + folder + ": " + FileErrors.reason(e), e);
        }
    }
}
