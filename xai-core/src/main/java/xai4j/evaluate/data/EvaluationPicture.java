package xai4j.evaluate.data;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import xai4j.evaluate.MetricCard;
import xai4j.render.TextDrawing;

/**
 * A page: for each metric the methods from best to worst with their intervals, baselines grey, and beside it the mean curves with their bands.
 */
final class EvaluationPicture {
    private static final int MARGIN = 28;
    private static final int NAME = 190;
    private static final int PLOT = 330;
    private static final int NUMBER = 90;
    private static final int CURVES = 420;
    private static final int ROW = 26;
    private static final int HEAD = 58;
    private static final int GAP = 30;
    private static final int LEAST_CURVE = 230;
    private static final int TICKS = 4;
    private static final int STRONGEST_BAND = 90;
    private static final int FAINTEST_BAND = 12;
    private static final int MOST_DIGITS = 4;
    private static final int WIDTH = 2 * MARGIN + NAME + PLOT + NUMBER + GAP + CURVES;
    private static final int INK = 0x202020;
    private static final int FAINT = 0x707070;
    private static final int GRID = 0xE3E3E3;
    private static final int GREY = 0x9A9A9A;
    private static final int[] COLORS = {
        0x1F77B4, 0xD95F02, 0x2CA02C, 0xC2185B, 0x7B4FB5, 0x8C564B, 0x17A2B8, 0xB8860B, 0x444FA1, 0x6B8E23
    };

    private final EvaluationResult result;
    private final Map<String, MetricCard> cards;
    private final TextDrawing small = TextDrawing.SMALL;
    private final TextDrawing large = TextDrawing.LARGE;

    EvaluationPicture(EvaluationResult result, Map<String, MetricCard> cards) {
        this.result = result;
        this.cards = cards;
    }

    BufferedImage draw() {
        EvaluationTable table = new EvaluationTable(result, cards);
        Map<String, List<Summary>> ranked = new LinkedHashMap<>();
        cards.forEach((metric, card) -> ranked.put(metric, shown(table.ranked(metric, card), card)));
        int height = MARGIN + HEAD + MARGIN;
        for (List<Summary> rows : ranked.values()) {
            height += blockHeight(rows);
        }
        BufferedImage picture = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, WIDTH, height);
        large.draw(picture, "Explanations of " + result.model(), MARGIN, MARGIN, INK);
        small.draw(
                picture,
                result.pictures()
                        + " pictures; dots are means, bars 95 % intervals over pictures; grey are maps that know nothing of the model"
                        + (result.summaries().stream().anyMatch(row -> row.gaps() > 0 && row.pictures() > 0)
                                ? "; * some pictures have no number"
                                : ""),
                MARGIN,
                MARGIN + large.lineHeight() + 4,
                FAINT);
        int top = MARGIN + HEAD;
        for (Map.Entry<String, List<Summary>> block : ranked.entrySet()) {
            block(picture, canvas, block.getKey(), block.getValue(), top);
            top += blockHeight(block.getValue());
        }
        canvas.dispose();
        return picture;
    }

    /** Without the baselines where only what can be made again has a number: they cannot. */
    private static List<Summary> shown(List<Summary> rows, MetricCard card) {
        boolean again = card.needs().contains(MetricCard.Need.EXPLAINER);
        return rows.stream()
                .filter(row -> !again || row.pictures() > 0 || !MapBaseline.isLabel(row.method()))
                .toList();
    }

    private static int blockHeight(List<Summary> rows) {
        int list = HEAD + rows.size() * ROW + GAP;
        return hasCurves(rows) ? Math.max(list, LEAST_CURVE + GAP) : list;
    }

    private static boolean hasCurves(List<Summary> rows) {
        return rows.stream().anyMatch(row -> !row.curve().isEmpty());
    }

    private void block(BufferedImage picture, Graphics2D canvas, String metric, List<Summary> rows, int top) {
        MetricCard card = cards.getOrDefault(metric, new MetricCard("metric", "", 0, 1, MetricCard.Better.NEITHER, ""));
        large.draw(picture, metric, MARGIN, top, INK);
        int left = MARGIN + large.width(metric) + 12;
        small.draw(picture, EvaluationTable.way(card), left, top + 7, FAINT);
        double[] range = range(rows);
        int first = top + large.lineHeight() + 10;
        Axis axis = new Axis(range[0], range[1], MARGIN + NAME, PLOT);
        grid(picture, canvas, axis, first, rows.size() * ROW);
        for (int i = 0; i < rows.size(); i++) {
            row(picture, canvas, rows.get(i), axis, first + i * ROW);
        }
        if (hasCurves(rows)) {
            curves(picture, canvas, rows, top, blockHeight(rows) - GAP);
        }
    }

    /** Values along a stretch of pixels. */
    private record Axis(double least, double most, int start, int length) {
        double at(double value) {
            return start + (value - least) / (most - least) * length;
        }

        /** Round numbers, about four of them. */
        List<Double> ticks() {
            double step = step();
            List<Double> ticks = new ArrayList<>();
            for (double number = Math.ceil(least / step - 1e-9); number * step <= most + 1e-9 * step; number++) {
                ticks.add(number * step);
            }
            return ticks;
        }

        private double step() {
            double rough = (most - least) / TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double share = rough / power;
            return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
        }

        /** A tick with as many digits as its neighbours need to differ. */
        String text(double tick) {
            int digits = (int) Math.max(0, -Math.floor(Math.log10(step()) + 1e-9));
            return digits > MOST_DIGITS
                    ? String.format(Locale.ROOT, "%.2g", tick)
                    : String.format(Locale.ROOT, "%." + digits + "f", tick + 0.0);
        }
    }

    private static double[] range(List<Summary> rows) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Summary row : rows) {
            for (double value : new double[] {
                row.value().mean(), row.value().low(), row.value().high()
            }) {
                if (Double.isFinite(value)) {
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
        }
        if (!(least <= most)) {
            return new double[] {0, 1};
        }
        double room = Math.max((most - least) * 0.06, 1e-9 + Math.abs(most) * 1e-3);
        return new double[] {least - room, most + room};
    }

    private void grid(BufferedImage picture, Graphics2D canvas, Axis axis, int top, int height) {
        canvas.setStroke(new BasicStroke(1));
        for (double value : axis.ticks()) {
            int x = (int) Math.round(axis.at(value));
            canvas.setColor(new Color(GRID));
            canvas.drawLine(x, top, x, top + height);
            String text = axis.text(value);
            small.draw(picture, text, x - small.width(text) / 2, top + height + 2, FAINT);
        }
    }

    private void row(BufferedImage picture, Graphics2D canvas, Summary row, Axis axis, int top) {
        boolean baseline = MapBaseline.isLabel(row.method());
        int color = color(row.method());
        small.draw(picture, row.method(), MARGIN, top + 5, baseline ? FAINT : INK);
        double mean = row.value().mean();
        if (!Double.isFinite(mean)) {
            small.draw(picture, "no number", MARGIN + NAME, top + 5, FAINT);
            return;
        }
        double middle = top + ROW / 2.0;
        canvas.setColor(new Color(color));
        if (Double.isFinite(row.value().low())) {
            double from = axis.at(row.value().low());
            canvas.fill(new Rectangle2D.Double(
                    from, middle - 2.5, axis.at(row.value().high()) - from, 5));
        }
        canvas.fill(new Ellipse2D.Double(axis.at(mean) - 5.5, middle - 5.5, 11, 11));
        String text = number(mean) + (row.gaps() > 0 ? " *" : "");
        small.draw(picture, text, MARGIN + NAME + PLOT + 16, top + 5, baseline ? FAINT : INK);
    }

    private static String number(double mean) {
        boolean plain = mean == 0 || Math.abs(mean) >= 0.001 && Math.abs(mean) < 1000;
        return String.format(Locale.ROOT, plain ? "%.3f" : "%.2e", mean);
    }

    /** Methods have a colour each, the same in every block; baselines are grey. */
    private int color(String method) {
        if (MapBaseline.isLabel(method)) {
            return GREY;
        }
        return COLORS[List.copyOf(result.methods().keySet()).indexOf(method) % COLORS.length];
    }

    private void curves(BufferedImage picture, Graphics2D canvas, List<Summary> rows, int top, int height) {
        int left = WIDTH - MARGIN - CURVES + 44;
        int bottom = top + height - 22;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Summary row : rows) {
            List<Double> seen = new ArrayList<>(row.curve());
            if (hasBand(row)) {
                seen.addAll(row.low());
                seen.addAll(row.high());
            }
            for (double value : seen) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        most = most > least ? most : least + 1;
        Axis across = new Axis(0, 1, left, WIDTH - MARGIN - left);
        Axis up = new Axis(least, most, bottom, top + 8 - bottom);
        canvas.setStroke(new BasicStroke(1));
        for (double value : up.ticks()) {
            int y = (int) Math.round(up.at(value));
            canvas.setColor(new Color(GRID));
            canvas.drawLine(left, y, WIDTH - MARGIN, y);
            String text = up.text(value);
            small.draw(picture, text, left - 6 - small.width(text), y - 8, FAINT);
        }
        // no band over a line
        long bands = rows.stream().filter(EvaluationPicture::hasBand).count();
        rows.stream().filter(EvaluationPicture::hasBand).forEach(row -> band(canvas, row, across, up, bands));
        rows.stream().filter(row -> row.curve().size() > 1).forEach(row -> line(canvas, row, across, up));
        small.draw(picture, "share of the image that was changed, from left to right", left, bottom + 5, FAINT);
    }

    private static boolean hasBand(Summary row) {
        return !MapBaseline.isLabel(row.method())
                && row.curve().size() > 1
                && Stream.concat(row.low().stream(), row.high().stream()).allMatch(Double::isFinite);
    }

    /** The interval around a curve, the fainter the more there are. */
    private void band(Graphics2D canvas, Summary row, Axis across, Axis up, long bands) {
        List<Double> around = new ArrayList<>(row.low());
        Collections.reverse(around);
        Path2D band = path(row.high(), across, up);
        for (int i = 0; i < around.size(); i++) {
            band.lineTo(across.at(1 - (double) i / (around.size() - 1)), up.at(around.get(i)));
        }
        band.closePath();
        Color color = new Color(color(row.method()));
        int alpha = (int) Math.max(FAINTEST_BAND, STRONGEST_BAND / (bands + 1));
        canvas.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha));
        canvas.fill(band);
    }

    private void line(Graphics2D canvas, Summary row, Axis across, Axis up) {
        canvas.setColor(new Color(color(row.method())));
        canvas.setStroke(
                MapBaseline.isLabel(row.method())
                        ? new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0)
                        : new BasicStroke(2.2f));
        canvas.draw(path(row.curve(), across, up));
    }

    private static Path2D path(List<Double> values, Axis across, Axis up) {
        Path2D path = new Path2D.Double();
        path.moveTo(across.at(0), up.at(values.get(0)));
        for (int i = 1; i < values.size(); i++) {
            path.lineTo(across.at((double) i / (values.size() - 1)), up.at(values.get(i)));
        }
        return path;
    }
}
