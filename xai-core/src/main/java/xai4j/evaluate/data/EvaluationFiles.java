package xai4j.evaluate.data;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import xai4j.evaluate.MetricCard;
import xai4j.io.AtomicFile;
import xai4j.render.Png;
import xai4j.tensor.XaiException;

/** The files of an evaluation: everything as JSON, every picture's numbers as CSV, a page to look at as PNG. */
public final class EvaluationFiles {
    /** Everything. */
    public static final String JSON = "evaluation.json";
    /** A line per picture and method. */
    public static final String CSV = "evaluation.csv";
    /** Table and curves. */
    public static final String PNG = "evaluation.png";

    private EvaluationFiles() {}

    /**
     * Writes all three, each whole or not at all.
     *
     * @param folder that is there
     * @param cards of the metrics by the names that the result gives them
     * @throws XaiException if one cannot be written
     */
    public static void write(EvaluationResult result, Map<String, MetricCard> cards, Path folder) {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(numbers())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
        try {
            text(folder.resolve(JSON), mapper.writeValueAsString(result) + "\n");
        } catch (JsonProcessingException e) {
            throw new XaiException("cannot write as JSON: " + e.getOriginalMessage(), e);
        }
        text(folder.resolve(CSV), csv(result));
        Png.write(new EvaluationPicture(result, cards).draw(), folder.resolve(PNG));
    }

    /** JSON has no word for what is no number; a number that is not there is null. */
    private static SimpleModule numbers() {
        JsonSerializer<Double> serializer = new JsonSerializer<>() {
            @Override
            public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
                if (Double.isFinite(value)) {
                    out.writeNumber(value);
                } else {
                    out.writeNull();
                }
            }
        };
        return new SimpleModule("numbers")
                .addSerializer(Double.class, serializer)
                .addSerializer(double.class, serializer);
    }

    private static String csv(EvaluationResult result) {
        StringBuilder text = new StringBuilder("picture,target,method,seconds,");
        text.append(result.metrics().keySet().stream()
                        .map(EvaluationFiles::quoted)
                        .collect(Collectors.joining(",")))
                .append(",gaps\n");
        for (PictureScore score : result.scores()) {
            text.append(quoted(score.picture()))
                    .append(',')
                    .append(quoted(score.target()))
                    .append(',');
            text.append(quoted(score.method())).append(String.format(Locale.ROOT, ",%.4f,", score.seconds()));
            text.append(result.metrics().keySet().stream()
                    .map(metric -> score.metrics().containsKey(metric)
                            ? String.valueOf(score.metrics().get(metric))
                            : "")
                    .collect(Collectors.joining(",")));
            text.append(',')
                    .append(quoted(score.gaps().entrySet().stream()
                            .map(gap -> gap.getKey().isEmpty() ? gap.getValue() : gap.getKey() + ": " + gap.getValue())
                            .sorted()
                            .collect(Collectors.joining("; "))))
                    .append('\n');
        }
        return text.toString();
    }

    /** A field that a spreadsheet takes as text, also when it begins like a formula. */
    private static String quoted(String text) {
        String harmless = text.isEmpty() || "=+-@".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        return harmless.matches("[^\",\\r\\n]*") ? harmless : "\"" + harmless.replace("\"", "\"\"") + "\"";
    }

    private static void text(Path file, String text) {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
