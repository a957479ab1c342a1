package xai4j.test;

import java.awt.image.BufferedImage;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import xai4j.evaluate.Comparison;
import xai4j.evaluate.TruthMask;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.io.FileErrors;
import xai4j.json.ExplanationJson;
import xai4j.render.Png;

/**
 * What a failed assertion leaves for whoever looks at the build: the explanation as a picture and as JSON, below the folder that the system property {@code
 * xai.failures} names, {@code target/xai-failures} by default.
 */
final class FailureEvidence {
    private static final int GREY = 0xB0B0B0;

    private FailureEvidence() {}

    /** The same as {@link #of(Explanation, BufferedImage)} with the place outlined in which the evidence was expected. */
    static String of(@Nullable Explanation explanation, @Nullable BufferedImage photograph, TruthMask.Place expected) {
        if (explanation == null) {
            return "";
        }
        BufferedImage ground = photograph == null ? canvas(explanation) : photograph;
        return of(explanation, ExpectedPlace.drawn(ground, expected));
    }

    /** Writes, and says where, and with which seed. Nothing that goes wrong here may hide the failure itself. */
    static String of(@Nullable Explanation explanation, @Nullable BufferedImage photograph) {
        if (explanation == null) {
            return "";
        }
        String seed = explanation.provenance().options().getOrDefault("seed", "");
        String said = seed.isEmpty() ? "" : "; seed " + seed;
        try {
            Path folder = folder();
            String name = name();
            Path json = folder.resolve(name + ".json");
            Path png = folder.resolve(name + ".png");
            ExplanationJson.write(explanation, json);
            Png.write(explanation.render().overlay(photograph == null ? canvas(explanation) : photograph), png);
            return "; it looked where " + uri(png) + " shows, all numbers are in " + uri(json) + said;
        } catch (RuntimeException | Error e) {
            // also what a machine without fonts or a class path without a jar throws
            return "; no picture could be left: " + e + said;
        }
    }

    /** The same with what was expected: both explanations, and what lies between them, target by target on one scale. */
    static String of(Explanation explanation, Explanation expected, @Nullable BufferedImage photograph) {
        String evidence = of(explanation, photograph);
        try {
            Path png = folder().resolve(name() + "-difference.png");
            BufferedImage ground = photograph == null ? canvas(explanation) : photograph;
            Png.write(Comparison.draw(Comparison.ofTargets(expected, explanation), ground, ground), png);
            return "; what is different is drawn in " + uri(png) + evidence;
        } catch (RuntimeException | Error e) {
            return "; the difference cannot be drawn: " + e + evidence;
        }
    }

    private static Path folder() {
        Path folder = Path.of(System.getProperty("xai.failures", "target/xai-failures"));
        FileErrors.makeFolder(folder, "folder of failures");
        return folder;
    }

    private static URI uri(Path file) {
        return file.toAbsolutePath().toUri();
    }

    /** The test that is running, as far as the stack tells. */
    private static String name() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().startsWith("xai4j.test.")
                                || frame.getClassName().endsWith("Test"))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "-" + frame.getLineNumber())
                        .map(text -> text.replaceAll("[^A-Za-z0-9._-]", "_"))
                        .orElse("failure"));
    }

    private static BufferedImage canvas(Explanation explanation) {
        int width = 224;
        int height = 224;
        if (explanation instanceof SaliencyMap map) {
            width = (int) Math.ceil(map.mapping().photoX(map.inputWidth()));
            height = (int) Math.ceil(map.mapping().photoY(map.inputHeight()));
        } else if (explanation instanceof SegmentAttribution why) {
            width = (int) Math.ceil(why.mapping().photoX(why.segmentation().width()));
            height = (int) Math.ceil(why.mapping().photoY(why.segmentation().height()));
        }
        BufferedImage canvas = new BufferedImage(Math.max(1, width), Math.max(1, height), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < canvas.getWidth() * canvas.getHeight(); i++) {
            canvas.setRGB(i % canvas.getWidth(), i / canvas.getWidth(), GREY);
        }
        return canvas;
    }
}
