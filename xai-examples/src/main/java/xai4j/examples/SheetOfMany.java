package xai4j.examples;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import xai4j.explain.Explanation;
import xai4j.explain.Explanations;
import xai4j.render.Png;

/** Explanations of several photographs by several methods, for one sheet per method. */
final class SheetOfMany {
    private static final int MOST = 60;

    private final Map<String, List<Explanation>> explanations = new LinkedHashMap<>();
    private final Map<String, List<BufferedImage>> photographs = new LinkedHashMap<>();
    private int left;

    /** Adds one; what would make a sheet too long is left out and counted. */
    void add(Explanation explanation, BufferedImage photograph) {
        String method = explanation.provenance().method();
        List<Explanation> its = explanations.computeIfAbsent(method, key -> new ArrayList<>());
        if (its.size() >= MOST) {
            left++;
            return;
        }
        its.add(explanation);
        photographs.computeIfAbsent(method, key -> new ArrayList<>()).add(photograph);
    }

    /** Writes the sheets; a line for each, and one for what was left out. */
    List<String> write(Path folder, String ending) {
        List<String> lines = new ArrayList<>();
        explanations.forEach((method, its) -> {
            Path file = folder.resolve(method + ending);
            Png.write(Explanations.grid(its, photographs.getOrDefault(method, List.of())), file);
            lines.add(String.format(Locale.ROOT, "%-20s %s", "sheet", file));
        });
        if (left > 0) {
            lines.add("the sheets show the first " + MOST + " photographs");
        }
        return lines;
    }
}
