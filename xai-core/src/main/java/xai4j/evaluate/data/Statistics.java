package xai4j.evaluate.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Sums up the numbers of pictures: means with intervals, and for each two methods whether they differ by more than chance. */
public final class Statistics {
    private static final long SEED = 0;

    private final List<PictureScore> scores;
    private final List<String> methods;
    private final List<String> metrics;

    /**
     * Looks at what was measured.
     *
     * @param scores of every method on every picture
     * @param methods in the order of the results
     * @param metrics by the names that the scores give them
     */
    public Statistics(List<PictureScore> scores, List<String> methods, List<String> metrics) {
        this.scores = List.copyOf(scores);
        this.methods = List.copyOf(methods);
        this.metrics = List.copyOf(metrics);
    }

    /** What each method reached in each metric. */
    public List<Summary> summaries() {
        List<Summary> summaries = new ArrayList<>();
        for (String metric : metrics) {
            for (String method : methods) {
                summaries.add(summary(method, metric));
            }
        }
        return summaries;
    }

    private Summary summary(String method, String metric) {
        List<PictureScore> own =
                scores.stream().filter(score -> score.method().equals(method)).toList();
        double[] values = own.stream()
                .filter(score -> score.metrics().containsKey(metric))
                .mapToDouble(score -> score.metrics().getOrDefault(metric, Double.NaN))
                .toArray();
        List<List<Double>> curves = own.stream()
                .filter(score -> score.curves().containsKey(metric))
                .map(score -> score.curves().getOrDefault(metric, List.of()))
                .toList();
        List<Double> means = new ArrayList<>();
        List<Double> low = new ArrayList<>();
        List<Double> high = new ArrayList<>();
        // curves of different lengths have no common points
        if (curves.stream().map(List::size).distinct().count() == 1) {
            for (int point = 0; point < curves.get(0).size(); point++) {
                int at = point;
                Interval interval = Bootstrap.mean(
                        SEED,
                        curves.stream().mapToDouble(curve -> curve.get(at)).toArray());
                means.add(interval.mean());
                low.add(interval.low());
                high.add(interval.high());
            }
        }
        return new Summary(
                method,
                metric,
                Bootstrap.mean(SEED, values),
                values.length,
                own.size() - values.length,
                means,
                low,
                high);
    }

    /** Each two methods in each metric, on the pictures on which both have a number. */
    public List<PairedDifference> differences() {
        List<PairedDifference> all = new ArrayList<>();
        for (String metric : metrics) {
            List<PairedDifference> raw = new ArrayList<>();
            for (int a = 0; a < methods.size(); a++) {
                for (int b = a + 1; b < methods.size(); b++) {
                    raw.add(difference(metric, methods.get(a), methods.get(b)));
                }
            }
            all.addAll(corrected(raw));
        }
        return all;
    }

    private PairedDifference difference(String metric, String first, String second) {
        Map<String, Double> ofFirst = values(first, metric);
        Map<String, Double> ofSecond = values(second, metric);
        double[] differences = ofFirst.keySet().stream()
                .filter(ofSecond::containsKey)
                .mapToDouble(picture -> ofFirst.getOrDefault(picture, 0.0) - ofSecond.getOrDefault(picture, 0.0))
                .toArray();
        double p = differences.length == 0 ? 1 : Bootstrap.signFlip(SEED, differences);
        return new PairedDifference(metric, first, second, Bootstrap.mean(SEED, differences), differences.length, p);
    }

    private Map<String, Double> values(String method, String metric) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (PictureScore score : scores) {
            Double value = score.metrics().get(metric);
            if (score.method().equals(method) && value != null) {
                values.put(score.picture(), value);
            }
        }
        return values;
    }

    /** Holm's correction: the smallest probability times the number of pairs, the next times one less, never falling. */
    private static List<PairedDifference> corrected(List<PairedDifference> raw) {
        int[] order = IntStream.range(0, raw.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> raw.get(i).p()))
                .mapToInt(Integer::intValue)
                .toArray();
        PairedDifference[] corrected = new PairedDifference[raw.size()];
        double least = 0;
        for (int i = 0; i < order.length; i++) {
            PairedDifference one = raw.get(order[i]);
            least = Math.max(least, Math.min(1, one.p() * (order.length - i)));
            corrected[order[i]] = new PairedDifference(
                    one.metric(), one.first(), one.second(), one.difference(), one.pictures(), least);
        }
        return List.of(corrected);
    }
}
