package xai4j.examples.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import xai4j.evaluate.data.PairedDifference;
import xai4j.evaluate.data.Summary;
import xai4j.io.AtomicFile;
import xai4j.tensor.XaiException;

/**
 * What an evaluation found.
 *
 * @param model name of the model
 * @param modelSha256 of its bytes
 * @param version of this library
 * @param seed of the birds
 * @param pictures how many birds were explained
 * @param side of the pictures in pixels
 * @param mixedPictures how many of the birds mixed of two species the model took as they were meant
 * @param accuracy of the model
 * @param backgroundIndependence share of changes of the background that cost the model less than a twentieth of its score
 * @param drops what the model loses on average without each part
 * @param exchangeDrops what it loses on average when a part is exchanged for another species'
 * @param methods in the order asked; then, to measure them by, the truth itself, the parts' areas and chance
 * @param baselines maps that know nothing of the model: edges and centre
 * @param summaries mean and 95 % interval over the birds of each score
 * @param differences each two methods on the same birds
 */
public record EvaluationReport(
        String model,
        String modelSha256,
        String version,
        long seed,
        int pictures,
        int side,
        int mixedPictures,
        double accuracy,
        double backgroundIndependence,
        Map<String, Double> drops,
        Map<String, Double> exchangeDrops,
        List<Scorecard> methods,
        List<Scorecard> baselines,
        List<Summary> summaries,
        List<PairedDifference> differences) {
    private static final String LEGEND = """

            mean  of completeness, SD and TS, where completeness is the mean of dis and of data, keep and drop together
            data  the parts that tell the species from others are called important
            keep  the important parts alone are enough for the model      drop  without them it names another
            dis   parts without which the model loses nothing are not called important
            SD    order of the parts against what the model loses without each; SE: exchanged for another species'
            TS    of a bird mixed of two species, each gets its own parts      s  seconds per explanation
            """;
    private static final String COLUMNS = "%-22s %5s  %5s %5s %5s %5s  %5s %5s  %5s  %6s%n";

    /** The table as text for people, the best method first. */
    public String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s on %d birds: accuracy %.1f %%, background independence %.2f%n",
                model,
                pictures,
                100 * accuracy,
                backgroundIndependence));
        text.append("the score falls without a part by       ").append(line(drops));
        text.append("with another species' part in its place ")
                .append(line(exchangeDrops))
                .append("\n");
        text.append(String.format(COLUMNS, "", "mean", "data", "keep", "drop", "dis", "SD", "SE", "TS", "s"));
        List<Scorecard> best = new ArrayList<>(methods);
        best.addAll(baselines);
        best.sort(Comparator.comparingDouble((Scorecard card) -> sortable(card.mean()))
                .reversed());
        best.forEach(card -> text.append(row(card)));
        return text.append(unsure(BirdMetric.SINGLE_DELETION, "SD", Scorecard::singleDeletion))
                .append(unsure(BirdMetric.TARGET_SENSITIVITY, "TS", Scorecard::targetSensitivity))
                .append(LEGEND)
                .toString();
    }

    /** Neighbours by a score whose difference over the birds may be chance. */
    private String unsure(BirdMetric metric, String column, ToDoubleFunction<Scorecard> score) {
        List<String> ranked = methods.stream()
                .sorted(Comparator.comparingDouble(score).reversed())
                .map(Scorecard::method)
                .toList();
        List<String> pairs = PairedDifference.unsureNeighbours(differences, metric.word(), ranked);
        return pairs.isEmpty() ? "" : column + " may be chance between: " + String.join("; ", pairs) + "\n";
    }

    private static double sortable(double mean) {
        return Double.isNaN(mean) ? -1 : mean;
    }

    private static String line(Map<String, Double> byPart) {
        StringBuilder line = new StringBuilder();
        byPart.forEach((part, drop) -> line.append(String.format(Locale.ROOT, "%s %.2f  ", part, drop)));
        return line.toString().strip() + "\n";
    }

    private static String row(Scorecard card) {
        return String.format(
                COLUMNS,
                card.method(),
                number(card.mean()),
                number(card.dataCheck()),
                number(card.preservation()),
                number(card.deletion()),
                number(card.distractibility()),
                number(card.singleDeletion()),
                number(card.singleExchange()),
                number(card.targetSensitivity()),
                number(card.seconds()));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    /**
     * Writes everything as JSON, whole or not at all.
     *
     * @throws XaiException if it cannot be written
     */
    public void write(Path file) {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        try {
            String text = mapper.writeValueAsString(this) + "\n";
            AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            throw new XaiException("cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
