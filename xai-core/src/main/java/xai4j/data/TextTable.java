package xai4j.data;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/** Lines of a data set's text file, whose complaints name file and line. */
final class TextTable {
    private TextTable() {}

    /** A line that is not blank. */
    record Line(Path file, int number, String text) {
        /**
         * Its columns, separated by blanks; the last column takes the rest of the line.
         *
         * @throws XaiException if there are fewer
         */
        String[] columns(int count) {
            String[] columns = text.split("\\s+", count);
            if (columns.length < count) {
                throw wrong(count + " columns are expected");
            }
            return columns;
        }

        /** A column as a number. */
        <T> T number(String column, Function<String, T> parser) {
            try {
                return parser.apply(column);
            } catch (NumberFormatException e) {
                throw wrong("\"" + column + "\" is not the number expected");
            }
        }

        XaiException wrong(String why) {
            return new XaiException(file + " line " + number + ", \"" + text + "\": " + why);
        }
    }

    /**
     * Reads the lines that are not blank.
     *
     * @throws XaiException if the file is missing, unreadable or empty
     */
    static List<Line> read(Path file) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : all(file)) {
            number++;
            if (!text.isBlank()) {
                lines.add(new Line(file, number, text.strip()));
            }
        }
        if (lines.isEmpty()) {
            throw new XaiException(file + " is empty");
        }
        return lines;
    }

    private static List<String> all(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new XaiException("there is no " + file, e);
        } catch (MalformedInputException e) {
            throw new XaiException(file + " is no text in UTF-8", e);
        } catch (IOException e) {
            throw new XaiException(file + " cannot be read: " + FileErrors.reason(e), e);
        }
    }
}
