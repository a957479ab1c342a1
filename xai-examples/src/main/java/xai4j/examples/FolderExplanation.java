package xai4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import xai4j.explain.Explanation;
import xai4j.explain.ManyPictures;
import xai4j.image.PreparedImage;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.io.Sha256;
import xai4j.tensor.XaiException;

/**
 * Explains all pictures of a folder, each into a sub-folder: in a pipeline that keeps all processors busy, whatever becomes of single pictures, and
 * only what is not done yet. A picture is done when its sub-folder holds the fingerprint of all that results depend on and of the picture's file.
 */
final class FolderExplanation {
    private static final String DONE = "explained.sha256";

    private final Path out;
    private final String asked;

    /**
     * Prepares.
     *
     * @param out the folder of the sub-folders
     * @param asked all that results depend on beside the pictures; empty to do everything again
     */
    FolderExplanation(Path out, String asked) {
        this.out = out;
        this.asked = asked;
    }

    /** Explains one picture on whichever thread it is. */
    @FunctionalInterface
    interface Each {
        /** Reads, explains and writes into a folder; failures of single methods are told, others thrown. */
        Made of(PictureFolder.Picture picture, Path folder, PrintWriter lines, List<Failure> failures);
    }

    /** What was made of a picture, and the picture. */
    record Made(List<Explanation> explanations, PreparedImage image) {}

    /** What failed, and why. */
    record Failure(String what, Throwable reason) {}

    /**
     * What became of a picture.
     *
     * @param made empty where it was done before or could not be read
     */
    record Outcome(
            PictureFolder.Picture picture, List<Made> made, String lines, List<Failure> failures, boolean wasDone) {}

    /** Explains all of them; outcomes come in their order, on the calling thread. */
    void run(PictureFolder pictures, ManyPictures many, Each each, Consumer<Outcome> taking) {
        try (Stream<Outcome> outcomes = many.map(pictures.pictures().stream(), picture -> outcome(picture, each))) {
            outcomes.forEachOrdered(taking);
        }
    }

    private Outcome outcome(PictureFolder.Picture picture, Each each) {
        StringWriter lines = new StringWriter();
        List<Failure> failures = new ArrayList<>();
        List<Made> made = new ArrayList<>();
        try {
            Path folder = out.resolve(picture.name());
            String fingerprint = fingerprint(picture.file());
            if (!asked.isEmpty() && isDone(folder, fingerprint)) {
                return new Outcome(picture, made, "", failures, true);
            }
            made.add(each.of(picture, folder, new PrintWriter(lines, true), failures));
            if (failures.isEmpty()) {
                AtomicFile.write(folder.resolve(DONE), to -> to.write(fingerprint.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            failures.add(new Failure(picture.name(), e));
        }
        return new Outcome(picture, made, lines.toString(), failures, false);
    }

    private String fingerprint(Path file) {
        return Sha256.of((asked + "\n" + Sha256.of(file)).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isDone(Path folder, String fingerprint) {
        Path done = folder.resolve(DONE);
        try {
            return Files.isRegularFile(done) && Files.readString(done).equals(fingerprint);
        } catch (IOException e) {
            throw new XaiException("cannot read " + done + ": " + FileErrors.reason(e), e);
        }
    }
}
