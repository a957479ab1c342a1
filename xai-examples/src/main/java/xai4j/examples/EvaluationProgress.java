package xai4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xai4j.evaluate.data.PictureScore;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/** What an evaluation has measured so far, a line per picture, so that one that was ended goes on where it stopped. */
final class EvaluationProgress {
    /** The file, beside the results. */
    static final String FILE = "evaluation.progress";

    private final Path file;
    private final String key;
    private final JsonMapper mapper = JsonMapper.builder().build();

    /** A picture's line. */
    record Line(String key, List<PictureScore> scores) {}

    private EvaluationProgress(Path file, String key) {
        this.file = file;
        this.key = key;
    }

    /**
     * The progress in a folder.
     *
     * @param key of model, methods, metrics and all options; lines of other keys are no progress
     */
    static EvaluationProgress in(Path folder, String key) {
        return new EvaluationProgress(folder.resolve(FILE), key);
    }

    /** The pictures that are done, by name; a line that was cut short is not. */
    Map<String, List<PictureScore>> done() {
        Map<String, List<PictureScore>> done = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return done;
        }
        try {
            for (String text : Files.readAllLines(file)) {
                add(done, text);
            }
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
        return done;
    }

    private void add(Map<String, List<PictureScore>> done, String text) {
        try {
            Line line = mapper.readValue(text, Line.class);
            if (line.key().equals(key) && !line.scores().isEmpty()) {
                done.put(line.scores().get(0).picture(), line.scores());
            }
        } catch (JsonProcessingException e) {
            // the last line of a run that was killed: its picture is measured again
        }
    }

    /** Notes a picture. */
    void add(List<PictureScore> scores) {
        try {
            String text = mapper.writeValueAsString(new Line(key, scores)) + "\n";
            Files.write(
                    file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new XaiException("cannot write " + file + ": " + FileErrors.reason(e), e);
        }
    }

    /** Forgets, once the results are written. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new XaiException("cannot delete " + file + ": " + FileErrors.reason(e), e);
        }
    }
}
