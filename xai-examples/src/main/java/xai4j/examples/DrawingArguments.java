package xai4j.examples;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import xai4j.explain.Rendering;
import xai4j.explain.SegmentRendering;
import xai4j.render.ColorMap;

/** The arguments by which a command says how explanations are drawn; numbers are not touched. */
final class DrawingArguments {
    private static final String TOP = "top:";

    @Option(
            names = "--scale",
            paramLabel = "shared|own",
            defaultValue = "shared",
            description =
                    "Whether the panels of several targets share one scale of colours (default) or have each their own.")
    private ColorScale scale = ColorScale.SHARED;

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description =
                    "How regions are drawn: positives (the photograph where they speak for the class, the rest grey), top:K (the K of"
                            + " the largest magnitude), green-red (for and against), or several joined by +. Others are drawn as"
                            + " always.")
    private @Nullable String view;

    /** What the colours of several panels mean. */
    private enum ColorScale {
        SHARED,
        OWN
    }

    /**
     * A drawing as it was asked for.
     *
     * @throws IllegalArgumentException if there is no such view
     */
    Rendering apply(Rendering rendering) {
        Rendering drawn = rendering;
        if (view != null) {
            for (String part : view.split("\\+", -1)) {
                drawn = viewed(drawn, part.strip());
            }
        }
        return scale == ColorScale.OWN ? drawn.ownScale() : drawn;
    }

    /** Refuses what is no view before any work is done. */
    void requireKnown() {
        if (view != null) {
            for (String part : view.split("\\+", -1)) {
                requireKnown(part.strip());
            }
        }
    }

    private static void requireKnown(String part) {
        if (!part.equals("positives") && !part.equals("green-red") && !part.matches(TOP + "[1-9]\\d{0,6}")) {
            throw new IllegalArgumentException(
                    "there is no view \"" + part + "\"; known: positives, top:K, green-red, joined by +");
        }
    }

    private static Rendering viewed(Rendering rendering, String part) {
        if (!(rendering instanceof SegmentRendering regions)) {
            return rendering;
        }
        if (part.startsWith(TOP)) {
            return regions.top(Integer.parseInt(part.substring(TOP.length())));
        }
        return part.equals("positives") ? regions.supportingOnly() : regions.colors(ColorMap.RED_GREEN);
    }
}
