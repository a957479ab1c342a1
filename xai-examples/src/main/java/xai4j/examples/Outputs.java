package xai4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/** The files that a command is going to write; checked against everything that it reads before any work is done. */
final class Outputs {
    private static final String FOLDER = "output folder";

    private final List<Path> files;

    private Outputs(List<Path> files) {
        this.files = files;
    }

    static Outputs file(Path file) {
        return new Outputs(List.of(file));
    }

    static Outputs in(Path folder, List<String> names) {
        return new Outputs(names.stream().map(folder::resolve).toList());
    }

    static Outputs in(Path folder, String... names) {
        return in(folder, Arrays.asList(names));
    }

    /**
     * Refuses folders that cannot be made, and to write over a file that the command line names, be it a photograph, a model, or a part of a value such as {@code
     * file:PATH}, or over a picture in a folder that it names.
     *
     * @param more inputs that the command line does not name
     * @throws XaiException naming the file
     */
    Outputs notOverInputs(CommandSpec command, Path... more) {
        List<Path> inputs = new ArrayList<>(Arrays.asList(more));
        ParseResult parsed = Objects.requireNonNull(command.commandLine().getParseResult());
        for (ArgSpec argument : parsed.matchedArgs()) {
            if (!(argument instanceof OptionSpec option && option.longestName().equals("--out"))) {
                argument.originalStringValues().forEach(text -> inputs.addAll(paths(text, argument.isOption())));
            }
        }
        folders().forEach(folder -> FileErrors.requirePossible(folder, FOLDER));
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                throw new XaiException("cannot write " + file + ": it is a folder");
            }
            inputs.stream().filter(input -> isSame(file, input)).findFirst().ifPresent(input -> {
                throw new XaiException("would overwrite the input " + input + "; choose another --out");
            });
        }
        return this;
    }

    /** Makes the folders of the files. */
    void makeFolders() {
        folders().forEach(folder -> FileErrors.makeFolder(folder, FOLDER));
    }

    private Stream<Path> folders() {
        return files.stream()
                .map(file -> Objects.requireNonNullElse(file.getParent(), Path.of(".")))
                .distinct();
    }

    /** The files that a value may mean: as a whole, behind {@code =} and {@code :}, one of several between commas, in a folder. */
    private static List<Path> paths(String value, boolean withFolders) {
        return Stream.of(Stream.of(value), ends(value), Arrays.stream(value.split("[=,]")), ends(value.split(",")))
                .flatMap(texts -> texts)
                .distinct()
                .flatMap(text -> path(text, withFolders))
                .toList();
    }

    private static Stream<String> ends(String... values) {
        return Arrays.stream(values).flatMap(value -> value.chars()
                .filter(c -> c == '=' || c == ':')
                .distinct()
                .mapToObj(c -> value.substring(value.indexOf(c) + 1)));
    }

    private static Stream<Path> path(String text, boolean withFolders) {
        try {
            Path path = Path.of(text.strip());
            if (text.isBlank() || !Files.isDirectory(path)) {
                return text.isBlank() ? Stream.empty() : Stream.of(path);
            }
            return withFolders ? inside(path) : Stream.empty();
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }

    private static Stream<Path> inside(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            // what cannot be listed is refused by whoever reads it
            return Stream.empty();
        }
    }

    private static boolean isSame(Path output, Path input) {
        try {
            return Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input);
        } catch (IOException e) {
            throw new XaiException("cannot write " + output + ": " + FileErrors.reason(e), e);
        }
    }
}
