package xai4j.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import xai4j.evaluate.PhotographEvidence;
import xai4j.explain.Explanation;
import xai4j.io.FileErrors;
import xai4j.json.ExplanationJson;

/** Explanations that were recorded and found good. */
final class GoldenExplanation {
    private static final String PROPERTY = "xai.golden";
    private static final double TOLERANCE = 1e-3;

    private GoldenExplanation() {}

    static void check(ExplanationAssert sentence, Explanation actual, Path path) {
        if (System.getProperty(PROPERTY, "").equals("update")) {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                FileErrors.makeFolder(folder, "folder of golden explanations");
            }
            ExplanationJson.write(actual, path);
            return;
        }
        if (!Files.exists(path)) {
            throw sentence.failed("there is no golden explanation %s; -D%s=update records it", path, PROPERTY);
        }
        Explanation golden = ExplanationJson.read(path);
        if (actual.sameResultAs(golden)) {
            return;
        }
        if (!labels(actual).equals(labels(golden))) {
            throw sentence.failed(
                    "expected an explanation of %s as in %s, found one of %s", labels(golden), path, labels(actual));
        }
        for (int target = 0; target < actual.targets().size(); target++) {
            double distance = distance(sentence, actual, golden, target, path);
            if (!(distance <= TOLERANCE)) {
                throw sentence.failedBeside(
                        golden,
                        "expected the explanation of %s, the one of \"%s\" is %.4f apart; -D%s=update records it anew",
                        path,
                        actual.targets().get(target).label(),
                        distance,
                        PROPERTY);
            }
        }
    }

    private static double distance(
            ExplanationAssert sentence, Explanation actual, Explanation golden, int target, Path path) {
        try {
            return PhotographEvidence.of(actual, target).distance(PhotographEvidence.of(golden, target));
        } catch (IllegalArgumentException e) {
            throw sentence.failed("expected the explanation of %s, but %s", path, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> labels(Explanation explanation) {
        return explanation.targets().stream().map(target -> target.label()).toList();
    }
}
