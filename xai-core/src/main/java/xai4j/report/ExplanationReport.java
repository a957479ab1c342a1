package xai4j.report;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.InputRecord;
import xai4j.explain.Provenance;
import xai4j.explain.Report;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.io.AtomicFile;
import xai4j.render.Pixels;

/**
 * The report on one image: what there is to know first, then a picture on which the reader switches method and class, and how it was made.
 * It stays below five megabytes: a large photograph is reduced, and of fine maps neighbouring cells are put together.
 */
final class ExplanationReport implements Report {
    /** Maps of up to so many columns keep every cell. */
    static final int COARSE = 64;

    private static final int LONGEST = 1024;
    private static final long MOST_CELLS = 1_000_000;
    private static final int GREY = 0x9A9A9A;
    private static final HtmlTemplate TEMPLATE = HtmlTemplate.of("explanation.mustache", "explanation.js");

    private final List<Explanation> explanations;
    private final @Nullable BufferedImage photograph;
    private final @Nullable String command;

    private ExplanationReport(
            List<Explanation> explanations, @Nullable BufferedImage photograph, @Nullable String command) {
        this.explanations = List.copyOf(explanations);
        this.photograph = photograph;
        this.command = command;
    }

    static ExplanationReport of(Explanation explanation) {
        return new ExplanationReport(List.of(explanation), null, null);
    }

    @Override
    public Report photograph(BufferedImage picture) {
        return new ExplanationReport(explanations, picture, command);
    }

    @Override
    public Report with(Explanation other) {
        String first = photographOf(explanations.get(0));
        String second = photographOf(other);
        if (!first.isEmpty() && !second.isEmpty() && !first.equals(second)) {
            throw new IllegalArgumentException(
                    "a report is about one image, and " + other.provenance().method() + " explains another than "
                            + explanations.get(0).provenance().method());
        }
        List<Explanation> more = new ArrayList<>(explanations);
        more.add(other);
        return new ExplanationReport(more, photograph, command);
    }

    private static String photographOf(Explanation explanation) {
        return explanation
                .provenance()
                .input()
                .map(InputRecord::photographSha256)
                .orElse("");
    }

    @Override
    public Report command(String line) {
        return new ExplanationReport(explanations, photograph, line);
    }

    @Override
    public void write(Path path) {
        AtomicFile.write(path, out -> out.write(html().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String html() {
        BufferedImage ground = photograph != null ? photograph : ground();
        int step = step();
        List<ReportMethod> methods = explanations.stream()
                .map(explanation -> ReportMethod.of(explanation, ground, step))
                .toList();
        ExplainedTarget first = explanations.get(0).targets().get(0);
        Provenance provenance = explanations.get(0).provenance();
        String command = this.command != null ? this.command : ReproducingCommand.of(explanations.get(0));
        EmbeddedPicture picture = EmbeddedPicture.of(ground, LONGEST);
        return TEMPLATE.fill(Map.ofEntries(
                Map.entry("title", "Why " + first.label() + "?"),
                Map.entry("model", provenance.model()),
                Map.entry("score", AnswerSentence.score(explanations.get(0), first)),
                Map.entry("verdicts", verdicts()),
                Map.entry("amiss", !verdicts().isEmpty()),
                Map.entry("picture", picture),
                Map.entry("alone", photograph == null),
                Map.entry("shrunk", step > 1),
                Map.entry("methods", methods),
                Map.entry("made", explanations.stream().map(Making::of).toList()),
                Map.entry("command", command),
                Map.entry("version", Provenance.libraryVersion()),
                Map.entry("data", HtmlTemplate.json(Map.of("methods", methods)))));
    }

    /** Each verdict with the methods that give it, as one line. */
    private List<String> verdicts() {
        Set<String> distinct = new LinkedHashSet<>();
        explanations.forEach(
                explanation -> distinct.addAll(explanation.diagnostics().verdicts()));
        return distinct.stream()
                .map(verdict -> {
                    List<String> by = explanations.stream()
                            .filter(explanation ->
                                    explanation.diagnostics().verdicts().contains(verdict))
                            .map(explanation -> explanation.provenance().method())
                            .toList();
                    return by.size() == explanations.size() ? verdict : String.join(", ", by) + ": " + verdict;
                })
                .toList();
    }

    private int step() {
        int step = 1;
        while (explanations.stream().mapToLong(ReportMethod::cells).sum() / ((long) step * step) > MOST_CELLS) {
            step++;
        }
        return step;
    }

    /** Grey of the size that the explanation speaks of. */
    private BufferedImage ground() {
        Explanation first = explanations.get(0);
        if (first instanceof SaliencyMap map) {
            return grey(map.mapping().photoX(map.inputWidth()), map.mapping().photoY(map.inputHeight()));
        }
        if (first instanceof SegmentAttribution why) {
            return grey(
                    why.mapping().photoX(why.segmentation().width()),
                    why.mapping().photoY(why.segmentation().height()));
        }
        return grey(COARSE * 4.0, COARSE * 4.0);
    }

    private static BufferedImage grey(double width, double height) {
        return Pixels.paper((int) Math.max(1, Math.rint(width)), (int) Math.max(1, Math.rint(height)), GREY);
    }

    /** How one explanation was made, for a table. */
    private record Making(String method, List<Fact> facts) {
        static Making of(Explanation explanation) {
            Provenance made = explanation.provenance();
            List<Fact> facts = new ArrayList<>();
            facts.add(new Fact("model", made.model() + " (SHA-256 " + orUnknown(made.modelSha256()) + ")"));
            made.input()
                    .ifPresent(input -> facts.add(new Fact(
                            "image",
                            "SHA-256 of its pixels "
                                    + orUnknown(
                                            input.photographSha256().isEmpty()
                                                    ? input.sha256()
                                                    : input.photographSha256()))));
            made.input()
                    .ifPresent(input -> facts.add(
                            new Fact("preprocessing", input.preprocessing().options())));
            made.options().forEach((name, value) -> facts.add(new Fact(name, value)));
            explanation
                    .diagnostics()
                    .measures()
                    .forEach((name, value) -> facts.add(new Fact(name, AnswerGrid.number(value))));
            facts.add(new Fact(
                    "cost",
                    String.format(Locale.ROOT, "%d images scored, %.2f seconds", made.evaluations(), made.seconds())));
            facts.add(new Fact("xai4j", made.version()));
            return new Making(made.method(), facts);
        }

        private static String orUnknown(String hash) {
            return hash.isEmpty() ? "unknown" : hash;
        }
    }

    private record Fact(String name, String value) {}
}
