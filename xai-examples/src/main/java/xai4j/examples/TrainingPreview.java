package xai4j.examples;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.render.BarChart;
import xai4j.render.Page;
import xai4j.render.Pixels;
import xai4j.render.Png;

/** What a training is about to learn from, to be looked at before it has cost anything: how many pictures each class has, and some of them. */
final class TrainingPreview {
    /** How many pictures each class has, drawn. */
    static final String CLASSES = "classes.png";
    /** Some pictures of each class. */
    static final String SAMPLES = "samples.png";

    private static final int MOST_CLASSES = 40;
    private static final int MOST_ROWS = 24;
    private static final int SAMPLES_EACH = 8;
    private static final int SIDE = 96;
    /** With fewer than a quarter of the pictures of the largest class, a class is hardly learnt. */
    private static final int UNEVEN = 4;

    /** With fewer test pictures of each class, one more or less moves an accuracy by much. */
    private static final int FEW = 10;
    /** So many classes are still counted one by one in a line. */
    private static final int MANY = 24;

    private final TrainingArguments.Pictures pictures;
    /** Training pictures of each class. */
    private final int[] counts;
    /** The classes, those with the fewest training pictures first. */
    private final int[] order;

    TrainingPreview(TrainingArguments.Pictures pictures) {
        this.pictures = pictures;
        counts = counts(pictures.train());
        order = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparing(k -> counts[k]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Draws into a folder, and says in a line or two what there is. */
    void show(Path folder, PrintWriter out) {
        out.println(balance());
        warnIfUneven(out);
        pictures.test().ifPresent(test -> warnIfFew(test, out));
        Path classes = folder.resolve(CLASSES);
        Path samples = folder.resolve(SAMPLES);
        Png.write(classes(), classes);
        Png.write(samples(), samples);
        out.println("look at them first: " + classes + "  " + samples);
        out.flush();
    }

    /** How many pictures each class has, in one line. */
    private String balance() {
        LabelledImages images = pictures.train();
        int fewest = counts[order[0]];
        int most = counts[order[order.length - 1]];
        if (counts.length > MANY) {
            return String.format(
                    Locale.ROOT,
                    "%d pictures of %d classes, %d to %d of each",
                    images.size(),
                    counts.length,
                    fewest,
                    most);
        }
        if (fewest == most) {
            return String.format(
                    Locale.ROOT,
                    "%d pictures: %d of each of %d classes (%s)",
                    images.size(),
                    most,
                    counts.length,
                    String.join(", ", images.labels()));
        }
        return images.size() + " pictures: "
                + IntStream.range(0, counts.length)
                        .mapToObj(k -> counts[k] + " " + images.labels().get(k))
                        .collect(Collectors.joining(", "));
    }

    /** Warns where a picture more or less would move an accuracy by much. */
    private static void warnIfFew(LabelledImages test, PrintWriter lines) {
        int perClass = test.size() / test.labels().size();
        if (perClass < FEW) {
            lines.printf(
                    Locale.ROOT,
                    "only %d test pictures, about %d of each class: look at the interval beside the accuracy, not at its digits%n",
                    test.size(),
                    perClass);
        }
    }

    private void warnIfUneven(PrintWriter out) {
        int fewest = order[0];
        int most = order[order.length - 1];
        if (counts[fewest] * UNEVEN < counts[most]) {
            out.printf(
                    Locale.ROOT,
                    "uneven: %d pictures of %s and %d of %s; what is rare is learnt last%n",
                    counts[fewest],
                    pictures.train().labels().get(fewest),
                    counts[most],
                    pictures.train().labels().get(most));
        }
    }

    private static int[] counts(LabelledImages images) {
        int[] counts = new int[images.labels().size()];
        IntStream.range(0, images.size()).forEach(i -> counts[images.label(i)]++);
        return counts;
    }

    /** Classes in their order; of very many those with the fewest pictures and those with the most. */
    private int[] chosen(int most) {
        if (order.length <= most) {
            return IntStream.range(0, order.length).toArray();
        }
        return IntStream.concat(IntStream.range(0, most / 2), IntStream.range(order.length - most / 2, order.length))
                .map(i -> order[i])
                .toArray();
    }

    private String which(int shown) {
        int all = pictures.train().labels().size();
        return shown == all
                ? all + " classes"
                : "the " + shown + " of " + all + " classes that have the fewest and the most pictures";
    }

    private BufferedImage classes() {
        int[] chosen = chosen(MOST_CLASSES);
        int[] test = pictures.test().map(TrainingPreview::counts).orElse(new int[0]);
        BarChart chart = test.length == 0 ? BarChart.of("pictures") : BarChart.of("to learn from", "to test on");
        for (int k : chosen) {
            String label = pictures.train().labels().get(k);
            if (test.length == 0) {
                chart.row(label, counts[k]);
            } else {
                chart.row(label, counts[k], test[k]);
            }
        }
        return Page.titled("Pictures of each class")
                .text(which(chosen.length))
                .row(List.of(new Page.Cell(chart.draw(), "")))
                .draw();
    }

    private BufferedImage samples() {
        int[] chosen = chosen(MOST_ROWS);
        Page page = Page.titled("Some of the pictures to learn from").text(which(chosen.length));
        for (int k : chosen) {
            page = page.row(row(k));
        }
        return page.draw();
    }

    /** Pictures of a class at equal distances, the first among them. */
    private List<Page.Cell> row(int label) {
        LabelledImages train = pictures.train();
        int[] own = IntStream.range(0, train.size())
                .filter(i -> train.label(i) == label)
                .toArray();
        int count = Math.min(SAMPLES_EACH, own.length);
        List<Page.Cell> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            BufferedImage picture = train.image(own[(int) ((long) i * own.length / count)]);
            cells.add(new Page.Cell(square(picture), i == 0 ? train.labels().get(label) : ""));
        }
        return cells;
    }

    /** The whole picture in a square, as large as it can be. */
    private static BufferedImage square(BufferedImage picture) {
        double factor = (double) SIDE / Math.max(picture.getWidth(), picture.getHeight());
        int width = Math.max(1, (int) Math.round(factor * picture.getWidth()));
        int height = Math.max(1, (int) Math.round(factor * picture.getHeight()));
        BufferedImage small = Images.resized(picture, width, height, Interpolation.BILINEAR);
        BufferedImage square = Pixels.paper(SIDE, SIDE, 0xF2F2F2);
        Pixels.copy(small, square, (SIDE - width) / 2, (SIDE - height) / 2);
        return square;
    }
}
