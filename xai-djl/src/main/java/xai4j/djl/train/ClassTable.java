package xai4j.djl.train;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import xai4j.numeric.ClassMetrics;
import xai4j.render.Page;

/** Precision and recall of the classes at the end of a training, as a table on its page. */
public final class ClassTable {
    private static final int MOST = 60;

    private ClassTable() {}

    /** The page with the table below; of very many classes those that are recognised least. */
    public static Page below(Page page, List<ClassMetrics> classes) {
        if (classes.isEmpty()) {
            return page;
        }
        List<ClassMetrics> shown = classes.size() <= MOST
                ? classes
                : classes.stream()
                        .sorted(Comparator.comparingDouble(ClassMetrics::recall))
                        .limit(MOST)
                        .toList();
        Page titled = page.heading(
                shown.size() == classes.size()
                        ? "Classes, on test pictures"
                        : "The " + MOST + " of " + classes.size()
                                + " classes that are recognised least, on test pictures");
        return titled.table(
                List.of("class", "test pictures", "recognised (recall)", "right when named (precision)"),
                shown.stream().map(ClassTable::row).toList());
    }

    private static List<String> row(ClassMetrics label) {
        return List.of(
                label.label(),
                Long.toString(label.pictures()),
                String.format(Locale.ROOT, "%.1f %%", 100 * label.recall()),
                String.format(Locale.ROOT, "%.1f %%", 100 * label.precision()));
    }
}
