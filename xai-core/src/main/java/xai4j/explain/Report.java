package xai4j.explain;

import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * One HTML file about one image, for people: nothing in it comes from elsewhere, so that it opens by a double click, anywhere and for ever.
 * Immutable.
 */
public interface Report {
    /** With the photograph that was explained, on which everything is drawn; without it the ground is grey. */
    Report photograph(BufferedImage picture);

    /**
     * With a further explanation of the same image, between which the reader switches.
     *
     * @throws IllegalArgumentException if it is of another photograph, as far as both say which one they explain
     */
    Report with(Explanation other);

    /** With the command line that makes it again, instead of the one that the provenance suggests. */
    Report command(String line);

    /** The file's text. */
    String html();

    /**
     * Writes the file, whole or not at all.
     *
     * @throws xai4j.tensor.XaiException if it cannot be written
     */
    void write(Path path);
}
