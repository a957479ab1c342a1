package xai4j.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/** A file of {@link ExplanationRecord}s, a line each, every one holding the hash of the one before. One program writes to it at a time. */
public final class RecordChain {
    private RecordChain() {}

    /**
     * Reads a chain and checks it.
     *
     * @throws XaiException if it cannot be read, or a record was changed, left out or put in; the message names its line
     */
    public static List<ExplanationRecord> read(Path file) {
        List<ExplanationRecord> records = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank()) {
                records.add(checked(file, number, line, records));
            }
        }
        if (records.isEmpty()) {
            throw new XaiException("record " + file + " is empty");
        }
        return List.copyOf(records);
    }

    private static ExplanationRecord checked(Path file, int number, String line, List<ExplanationRecord> before) {
        String where = "record " + file + ", line " + number + ": ";
        ExplanationRecord record;
        try {
            record = ExplanationRecord.parse(line);
        } catch (XaiException e) {
            throw new XaiException(where + e.getMessage(), e);
        }
        String expected = before.isEmpty() ? "" : before.get(before.size() - 1).hash();
        if (!record.previous().equals(expected)) {
            throw new XaiException(
                    where + "the chain is broken before it: a record is missing, or was put in or moved");
        }
        return record;
    }

    /**
     * Adds records at the end of a chain, which is made if it is not there; the file is whole at any time.
     *
     * @throws XaiException if what is there is no whole chain, or cannot be written
     */
    public static void append(Path file, List<ExplanationRecord> added) {
        List<ExplanationRecord> all = new ArrayList<>(Files.exists(file) ? read(file) : List.of());
        for (ExplanationRecord record : added) {
            all.add(all.isEmpty() ? record : record.after(all.get(all.size() - 1)));
        }
        AtomicFile.write(file, out -> {
            for (ExplanationRecord record : all) {
                out.write((record.line() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new XaiException("record " + file + " cannot be read: " + FileErrors.reason(e), e);
        }
    }
}
