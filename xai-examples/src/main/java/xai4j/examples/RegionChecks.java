package xai4j.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import xai4j.baseline.Baseline;
import xai4j.coalition.RegionExplainer;
import xai4j.evaluate.CheckSheet;
import xai4j.evaluate.Rescoring;
import xai4j.evaluate.Stability;
import xai4j.evaluate.WhatIf;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.render.Png;

/** The arguments by which an explanation of regions is put to the test: other seeds, and acting upon what it says. */
final class RegionChecks {
    private static final String SEEDS = "-seeds.png";
    private static final String CHECK = "-check.png";

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "Explain with the seeds 0 to N-1 too, say how far they agree, and draw them (NAME-seeds.png).")
    private @Nullable Integer seeds;

    @Option(
            names = "--check",
            description =
                    "Hide the regions that speak against the class, and those that speak for it, and predict again; draws the first with"
                            + " its second explanation (NAME-check.png).")
    private boolean check;

    /**
     * Refuses the checks where no method has regions; those that have none beside one that has are passed over in words.
     *
     * @throws IllegalArgumentException naming the methods
     */
    void requireRegions(List<Explainer<?>> explainers) {
        if (seeds != null && seeds < 2) {
            throw new IllegalArgumentException("--seeds " + seeds + ": at least two are needed");
        }
        if ((seeds != null || check) && explainers.stream().noneMatch(RegionChecks::hasRegions)) {
            String names = explainers.stream().map(Explainer::method).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    option() + " needs a method that gives each region a number, such as lime or" + " kernel-shap; "
                            + names + (explainers.size() == 1 ? " does not" : " do not"));
        }
    }

    private String option() {
        return check ? "--check" : "--seeds";
    }

    private static boolean hasRegions(Explainer<?> explainer) {
        return explainer instanceof RegionExplainer<?>;
    }

    /** Names of the files that are written for a method. */
    Stream<String> outputs(String method) {
        Stream<String> always = Stream.of(".json", ".npy", ".png");
        Stream<String> tree = method.startsWith("nbdt") ? Stream.of(".svg") : Stream.empty();
        Stream<String> drawn = seeds != null ? Stream.of(SEEDS) : Stream.empty();
        Stream<String> checked = check ? Stream.of(CHECK) : Stream.empty();
        return Stream.of(always, tree, drawn, checked)
                .flatMap(endings -> endings)
                .map(method::concat);
    }

    /** Runs what was asked for; a line for each result. */
    List<String> run(Explainer<?> explainer, Explanation made, Model model, PreparedImage image, Path folder) {
        if ((seeds != null || check) && !hasRegions(explainer)) {
            return List.of(option() + " was passed over: " + explainer.method() + " gives no number to each region");
        }
        List<String> lines = new ArrayList<>();
        if (check && made instanceof SegmentAttribution why) {
            String fill = why.provenance().options().getOrDefault("fill", "mean");
            WhatIf test = WhatIf.of(model, image).fill(Baseline.parse(fill));
            lines.add(line("against", test.withoutNegatives(why)));
            lines.add(line("for", test.withoutPositives(why)));
            if (explainer instanceof RegionExplainer<?> regions) {
                Path picture = folder.resolve(explainer.method() + CHECK);
                Png.write(CheckSheet.draw(regions, why, test), picture);
                lines.add("explained again without what spoke against it  " + picture);
            }
        }
        if (seeds != null && explainer instanceof RegionExplainer<?> regions) {
            Stability stability = Stability.of(regions, image, seeds);
            Path picture = folder.resolve(explainer.method() + SEEDS);
            Png.write(stability.draw(image.picture()), picture);
            lines.add(seeds + " seeds: " + stability.agreement() + "  " + picture);
        }
        return lines;
    }

    private static String line(String side, Rescoring moved) {
        return String.format(
                Locale.ROOT,
                "without the %d regions that speak %s it, %s is %.4g instead of %.4g",
                moved.hidden().size(),
                side,
                moved.before().get(0).label(),
                moved.after().get(0).score(),
                moved.before().get(0).score());
    }
}
