package xai4j.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import xai4j.anchors.Anchor;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.HeatMapRendering;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.SegmentRendering;
import xai4j.render.ColorMap;

/**
 * One explanation as the script of the page reads it.
 *
 * @param name of the method
 * @param can what it can say
 * @param cannot what it cannot
 * @param signed whether zero lies in the middle of the colours
 * @param colors 256 of them, six hexadecimal digits each, from the lowest to the highest value
 * @param grid where its cells lie; absent where it is drawn as a picture
 * @param picture the whole drawing, where it has no cells
 * @param answers one per target
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReportMethod(
        String name,
        String can,
        String cannot,
        boolean signed,
        String colors,
        @Nullable AnswerGrid grid,
        @Nullable EmbeddedPicture picture,
        List<Answer> answers) {
    private static final int COLORS = 256;
    private static final int LONGEST = 1400;

    /**
     * What is said of one target.
     *
     * @param label of the target
     * @param score in words
     * @param sentence what is seen
     * @param limit value of the last colour
     * @param largest value of the last step of {@code values}
     * @param values per cell in steps, where each cell has its own
     * @param regions per region, where regions have values
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            String label,
            String score,
            String sentence,
            double limit,
            double largest,
            @Nullable String values,
            @Nullable List<Double> regions) {}

    /**
     * Prepares an explanation.
     *
     * @param step so many cells along each axis of a fine map become one, so that the page stays small
     */
    static ReportMethod of(Explanation explanation, BufferedImage photograph, int step) {
        if (explanation instanceof SaliencyMap map) {
            return ofMap(map, photograph, stepOf(map, step));
        }
        if (explanation instanceof SegmentAttribution regions) {
            return ofRegions(regions, photograph);
        }
        return explanation instanceof Anchor anchor ? ofAnchor(anchor, photograph) : drawn(explanation, photograph);
    }

    /** Coarse maps keep every cell. */
    private static int stepOf(SaliencyMap map, int step) {
        return map.values().shape().dim(-1) > ExplanationReport.COARSE ? step : 1;
    }

    /** How many values the page must hold at most for an explanation. */
    static long cells(Explanation explanation) {
        return explanation instanceof SaliencyMap map
                ? (long) map.plane(0).size() * map.targets().size()
                : 0;
    }

    private static ReportMethod ofMap(SaliencyMap map, BufferedImage photograph, int step) {
        HeatMapRendering drawing = new HeatMapRendering(map).cellExact();
        double[] limits = drawing.limits();
        List<Answer> answers = IntStream.range(0, limits.length)
                .mapToObj(t -> {
                    float[] values = AnswerGrid.pooled(map.plane(t), step);
                    double largest = AnswerGrid.largest(values);
                    return answer(
                            map, t, Math.min(limits[t], largest), largest, AnswerGrid.steps(values, largest), null);
                })
                .toList();
        return method(
                map, drawing.isSigned(), drawing.colorMap(), AnswerGrid.of(map, step, photograph), shared(answers));
    }

    private static ReportMethod ofRegions(SegmentAttribution why, BufferedImage photograph) {
        double[] limits = new SegmentRendering(why).limits();
        List<Answer> answers = IntStream.range(0, limits.length)
                .mapToObj(t -> answer(
                        why, t, limits[t], 1, null, numbers(why.values().row(t).toArray())))
                .toList();
        return method(
                why, true, ColorMap.DIVERGING, AnswerGrid.of(why.segmentation(), why.mapping(), photograph), answers);
    }

    private static ReportMethod ofAnchor(Anchor anchor, BufferedImage photograph) {
        List<Answer> answers = IntStream.range(0, anchor.targets().size())
                .mapToObj(t -> answer(
                        anchor, t, 1, 1, null, numbers(anchor.values().row(t).toArray())))
                .toList();
        return method(
                anchor,
                true,
                ColorMap.DIVERGING,
                AnswerGrid.of(anchor.segmentation(), anchor.mapping(), photograph),
                answers);
    }

    private static ReportMethod drawn(Explanation explanation, BufferedImage photograph) {
        List<Answer> answers = IntStream.range(0, explanation.targets().size())
                .mapToObj(t -> answer(explanation, t, 1, 1, null, null))
                .toList();
        ReportMethod plain = method(explanation, false, ColorMap.VIRIDIS, null, answers);
        return new ReportMethod(
                plain.name,
                plain.can,
                plain.cannot,
                false,
                "",
                null,
                EmbeddedPicture.of(explanation.render().overlay(photograph), LONGEST),
                answers);
    }

    private static ReportMethod method(
            Explanation explanation, boolean signed, ColorMap colors, @Nullable AnswerGrid grid, List<Answer> answers) {
        String name = explanation.provenance().method();
        MethodNotes notes = MethodNotes.of(name);
        return new ReportMethod(name, notes.can(), notes.cannot(), signed, hex(colors, signed), grid, null, answers);
    }

    private static Answer answer(
            Explanation explanation,
            int t,
            double limit,
            double largest,
            @Nullable String values,
            @Nullable List<Double> regions) {
        ExplainedTarget target = explanation.targets().get(t);
        return new Answer(
                target.label(),
                AnswerSentence.score(explanation, target),
                AnswerSentence.of(explanation, t),
                limit,
                largest,
                values,
                regions);
    }

    /** All answers of a method have one scale. */
    private static List<Answer> shared(List<Answer> answers) {
        double limit = answers.stream().mapToDouble(Answer::limit).max().orElse(1);
        return answers.stream()
                .map(answer -> new Answer(
                        answer.label,
                        answer.score,
                        answer.sentence,
                        limit,
                        answer.largest,
                        answer.values,
                        answer.regions))
                .toList();
    }

    private static List<Double> numbers(float... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> (double) values[i])
                .toList();
    }

    private static String hex(ColorMap colors, boolean signed) {
        return IntStream.range(0, COLORS)
                .mapToObj(i -> {
                    double t = (double) i / (COLORS - 1);
                    return String.format(Locale.ROOT, "%06x", signed ? colors.signed(2 * t - 1) : colors.sequential(t));
                })
                .collect(Collectors.joining());
    }
}
