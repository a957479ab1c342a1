package xai4j.evaluate.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import xai4j.evaluate.MetricCard;

/** An evaluation as text for people: for each metric the ranking, the baselines in their places, and what is no more than chance. */
public final class EvaluationTable {
    private final EvaluationResult result;
    private final Map<String, MetricCard> cards;

    /**
     * Takes a result.
     *
     * @param cards of the metrics by the names that the result gives them
     */
    public EvaluationTable(EvaluationResult result, Map<String, MetricCard> cards) {
        this.result = result;
        this.cards = new LinkedHashMap<>(cards);
    }

    /** The lines. */
    public String text() {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%s on %d pictures%s%n", result.model(), result.pictures(), missing()));
        result.classification()
                .filter(classification -> classification.pictures() > 0)
                .ifPresent(classification -> text.append(String.format(
                        Locale.ROOT,
                        "accuracy %.1f %%, among the first five %.1f %%, calibration error %.3f, on %d pictures%n",
                        100 * classification.accuracy(),
                        100 * classification.top5(),
                        classification.calibrationError(),
                        classification.pictures())));
        result.classification()
                .filter(classification -> !classification.unknown().isEmpty())
                .ifPresent(classification -> text.append("the model has no class ")
                        .append(String.join(", ", classification.unknown()))
                        .append(", so that pictures of it are not counted\n"));
        cards.forEach((metric, card) -> text.append(metric(metric, card)));
        return text.toString();
    }

    private String missing() {
        return (result.complete() ? "" : ", where the time ended")
                + (result.unread().isEmpty() ? "" : ", " + result.unread().size() + " could not be read");
    }

    private String metric(String metric, MetricCard card) {
        List<Summary> ranked = ranked(metric, card);
        StringBuilder text = new StringBuilder("\n" + metric + ", " + way(card) + "\n");
        for (Summary summary : ranked) {
            text.append(row(summary));
        }
        return text.append(unsure(metric, ranked))
                .append(beyondBaselines(metric, card, ranked))
                .append(gaps(metric))
                .toString();
    }

    /** Best first; who has no number last. */
    List<Summary> ranked(String metric, MetricCard card) {
        List<Summary> rows = new ArrayList<>(result.summaries().stream()
                .filter(summary -> summary.metric().equals(metric))
                .toList());
        rows.sort(Comparator.comparingDouble(summary -> order(summary.value().mean(), card)));
        return rows;
    }

    private static double order(double mean, MetricCard card) {
        if (Double.isNaN(mean)) {
            return Double.POSITIVE_INFINITY;
        }
        return switch (card.better()) {
            case HIGHER -> -mean;
            case LOWER -> mean;
            case ZERO -> Math.abs(mean);
            case NEITHER -> -mean;
        };
    }

    /** Which way is better, in words. */
    static String way(MetricCard card) {
        return switch (card.better()) {
            case HIGHER -> "higher is better";
            case LOWER -> "lower is better";
            case ZERO -> "nearer to 0 is better";
            case NEITHER -> "no way is better";
        };
    }

    private static String row(Summary summary) {
        if (summary.pictures() == 0) {
            return String.format(Locale.ROOT, "  %-22s %9s%n", summary.method(), "–");
        }
        String interval = Double.isNaN(summary.value().low())
                ? ""
                : String.format(
                        Locale.ROOT,
                        "  [%.3g, %.3g]",
                        summary.value().low(),
                        summary.value().high());
        String gaps = summary.gaps() == 0 ? "" : "  without a number on " + summary.gaps();
        return String.format(
                Locale.ROOT,
                "  %-22s %9.4g%s%s%n",
                summary.method(),
                summary.value().mean(),
                interval,
                gaps);
    }

    /** Neighbours in the ranking whose difference may be chance. */
    private String unsure(String metric, List<Summary> ranked) {
        List<String> pairs = PairedDifference.unsureNeighbours(
                result.differences(),
                metric,
                ranked.stream().map(Summary::method).toList());
        return pairs.isEmpty() ? "" : "  may be chance between: " + String.join("; ", pairs) + "\n";
    }

    /** Which methods are better than all three baselines by more than chance: who is not has explained nothing that this metric could see. */
    private String beyondBaselines(String metric, MetricCard card, List<Summary> ranked) {
        boolean hasWay = card.better() == MetricCard.Better.HIGHER || card.better() == MetricCard.Better.LOWER;
        List<String> measured = ranked.stream()
                .filter(summary -> summary.pictures() > 0)
                .map(Summary::method)
                .toList();
        List<String> baselines = measured.stream().filter(MapBaseline::isLabel).toList();
        if (!hasWay || baselines.size() < MapBaseline.values().length) {
            return "";
        }
        String better = measured.stream()
                .filter(method -> !MapBaseline.isLabel(method))
                .filter(method -> baselines.stream()
                        .allMatch(baseline -> measured.indexOf(method) < measured.indexOf(baseline)
                                && PairedDifference.areApart(result.differences(), metric, method, baseline)))
                .collect(Collectors.joining(", "));
        return "  better than every baseline beyond chance: " + (better.isEmpty() ? "none" : better) + "\n";
    }

    /** Whether only what can be made again has a number; that a baseline cannot goes without saying. */
    private boolean explainsAgain(String metric) {
        MetricCard card = cards.get(metric);
        return card != null && card.needs().contains(MetricCard.Need.EXPLAINER);
    }

    /** Why there are gaps, each reason once. */
    private String gaps(String metric) {
        Map<String, List<String>> reasons = result.scores().stream()
                .filter(score ->
                        score.gaps().containsKey(metric) || score.gaps().containsKey(""))
                .filter(score -> !explainsAgain(metric) || !MapBaseline.isLabel(score.method()))
                .collect(Collectors.groupingBy(
                        score -> score.gaps().getOrDefault(metric, score.gaps().getOrDefault("", "")),
                        LinkedHashMap::new,
                        Collectors.mapping(PictureScore::method, Collectors.toList())));
        StringBuilder text = new StringBuilder();
        reasons.forEach((reason, methods) -> text.append("  no number for ")
                .append(methods.stream().distinct().collect(Collectors.joining(", ")))
                .append(": ")
                .append(reason)
                .append('\n'));
        return text.toString();
    }
}
