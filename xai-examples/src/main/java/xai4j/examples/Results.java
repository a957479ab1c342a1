package xai4j.examples;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.InputRecord;
import xai4j.explain.Rendering;
import xai4j.image.PreparedImage;
import xai4j.io.FileErrors;
import xai4j.io.Npy;
import xai4j.json.ExplanationJson;
import xai4j.nbdt.DecisionPath;
import xai4j.nbdt.TreeRendering;
import xai4j.nbdt.TreeRule;
import xai4j.numeric.Parallel;
import xai4j.render.Png;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** The folder into which explanations are written: per method {@code NAME.json}, {@code NAME.npy} and {@code NAME.png}. */
final class Results {
    private final Path folder;
    private final UnaryOperator<Rendering> drawing;

    Results(Path folder) {
        this(folder, rendering -> rendering);
    }

    /**
     * A folder whose pictures are drawn in a way of their own.
     *
     * @param drawing from what an explanation offers to what is drawn
     */
    Results(Path folder, UnaryOperator<Rendering> drawing) {
        this.folder = folder;
        this.drawing = drawing;
    }

    /**
     * Makes the folder.
     *
     * @throws XaiException if it cannot be made or written to
     */
    void create() {
        FileErrors.makeFolder(folder, "output folder");
    }

    /** Writes the three files and returns a line for people. */
    String write(Explanation explanation, PreparedImage image) {
        String name = explanation.provenance().method();
        BufferedImage picture = drawing.apply(explanation.render()).overlay(image.picture());
        Tensor values = explanation.values();
        boolean single = explanation.targets().size() == 1;
        Path drawn = Parallel.beside(() -> Png.write(picture, folder.resolve(name + ".png")), () -> {
            ExplanationJson.write(explanation, folder.resolve(name + ".json"));
            Npy.write(single ? values.row(0) : values, folder.resolve(name + ".npy"));
            return folder.resolve(name + ".png");
        });
        if (explanation instanceof DecisionPath decisions) {
            new TreeRendering(decisions).writeSvg(0, folder.resolve(name + ".svg"));
            return summary(explanation, drawn) + System.lineSeparator() + "  " + decisions.sentence(0);
        }
        return summary(explanation, drawn);
    }

    /** A target and its number; the hard rule's is 1 or 0 and tells nothing of its doubt. */
    private static String said(Explanation explanation, int t) {
        ExplainedTarget target = explanation.targets().get(t);
        return explanation instanceof DecisionPath decisions && decisions.rule() == TreeRule.HARD
                ? String.format(
                        Locale.ROOT,
                        "%s (%.0f, probability of its path %.4g)",
                        target.label(),
                        target.score(),
                        decisions.pathProbability(t))
                : String.format(Locale.ROOT, "%s (%.4g)", target.label(), target.score());
    }

    private static String summary(Explanation explanation, Path picture) {
        String targets = IntStream.range(0, explanation.targets().size())
                .mapToObj(t -> said(explanation, t))
                .collect(Collectors.joining(", "));
        // what is said of the input is the same for all methods and printed once
        List<String> ofTheInput =
                explanation.provenance().input().map(InputRecord::verdicts).orElse(List.of());
        String verdicts = explanation.diagnostics().verdicts().stream()
                .filter(verdict -> !ofTheInput.contains(verdict))
                .map(verdict -> " [" + verdict + "]")
                .collect(Collectors.joining());
        return String.format(
                Locale.ROOT,
                "%-20s %s  %.2f s  %s%s",
                explanation.provenance().method(),
                targets,
                explanation.provenance().seconds(),
                picture,
                verdicts);
    }
}
