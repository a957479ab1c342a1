package xai4j.render;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Curves over the epochs 1, 2, 3 … of a training, drawn with a font of our own, so that none must be installed. */
public final class LineChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 48;
    private static final int BOTTOM = 46;
    private static final String ACROSS = "epoch";
    private static final int LINES = 5;
    private static final double TOLERANCE = 1e-6;
    private static final double LEAST_STEP = 1e-4;
    private static final int INK = 0x202020;
    private static final int GRID = 0xDDDDDD;
    private static final int[] COLORS = {0x1F77B4, 0xD62728, 0x2CA02C, 0x9467BD, 0xE07B00, 0x17A2B8, 0x8C564B, 0x555555
    };

    private final String title;
    private final double least;
    private final double most;
    private final List<Curve> curves = new ArrayList<>();

    private record Curve(String name, List<Double> values) {}

    private LineChart(String title, double least, double most) {
        this.title = title;
        this.least = least;
        this.most = most;
    }

    /** A chart whose values go from {@code least} at the bottom to {@code most} at the top; others are cut off. */
    public static LineChart of(String title, double least, double most) {
        if (!(most > least)) {
            throw new IllegalArgumentException("a chart cannot go from " + least + " to " + most);
        }
        return new LineChart(title, least, most);
    }

    /** Adds a curve; values that are not finite leave gaps. */
    public LineChart curve(String name, List<Double> values) {
        curves.add(new Curve(name, List.copyOf(values)));
        return this;
    }

    /** Draws. */
    public BufferedImage draw() {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        TextDrawing font = TextDrawing.SMALL;
        Graphics2D canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, WIDTH, HEIGHT);
        int points =
                curves.stream().mapToInt(curve -> curve.values.size()).max().orElse(1);
        font.draw(picture, title, LEFT, 4, INK);
        grid(picture, canvas, font, points);
        int left = LEFT;
        for (int i = 0; i < curves.size(); i++) {
            int color = COLORS[i % COLORS.length];
            draw(canvas, curves.get(i), points, color);
            font.draw(picture, curves.get(i).name, left, 24, color);
            left += font.width(curves.get(i).name) + 24;
        }
        canvas.dispose();
        return picture;
    }

    private void grid(BufferedImage picture, Graphics2D canvas, TextDrawing font, int points) {
        canvas.setColor(new Color(GRID));
        double distance = step(least, most);
        for (double value : ticks(least, most)) {
            int y = (int) Math.round(y(value));
            canvas.drawLine(LEFT, y, WIDTH - RIGHT, y);
            String text = text(value, distance);
            font.draw(picture, text, LEFT - 8 - font.width(text), y - 8, INK);
        }
        int step = Math.max(1, (points + 9) / 10);
        IntStream.iterate(1, at -> at <= points, at -> at + step).forEach(at -> {
            String text = Integer.toString(at);
            int x = (int) Math.round(x(at, points)) - font.width(text) / 2;
            font.draw(picture, text, x, HEIGHT - BOTTOM + 4, INK);
        });
        int middle = LEFT + (WIDTH - LEFT - RIGHT - font.width(ACROSS)) / 2;
        font.draw(picture, ACROSS, middle, HEIGHT - BOTTOM + 4 + font.lineHeight(), INK);
    }

    /** The round distance between lines of which about {@value #LINES} fit: 1, 2, 2.5 or 5 times a power of ten. */
    private static double step(double least, double most) {
        double wanted = (most - least) / LINES;
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        return power
                * DoubleStream.of(1, 2, 2.5, 5, 10)
                        .filter(round -> round * power >= wanted * (1 - TOLERANCE))
                        .findFirst()
                        .orElse(10);
    }

    /** The round values of a chart's lines. */
    static List<Double> ticks(double least, double most) {
        double step = step(least, most);
        double first = Math.ceil(least / step - TOLERANCE);
        double last = Math.floor(most / step + TOLERANCE);
        return DoubleStream.iterate(first, at -> at <= last, at -> at + 1)
                .map(at -> at * step + 0.0)
                .boxed()
                .toList();
    }

    /** A line's value with as many places as its step has. */
    static String text(double value, double step) {
        if (Math.abs(value) >= 999.5 || step < LEAST_STEP) {
            return text(value);
        }
        int places = 0;
        while (Math.abs(step * Math.pow(10, places) - Math.rint(step * Math.pow(10, places))) > TOLERANCE) {
            places++;
        }
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    /** A number in at most seven letters, for which there is room. */
    static String text(double value) {
        double size = Math.abs(value);
        if (size == 0 || size >= 0.01 && size < 999.5) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        return size >= 999.5 && size < 999_999.5
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1e", value).replaceFirst("e\\+?(-?)0?", "e$1");
    }

    private void draw(Graphics2D canvas, Curve curve, int points, int color) {
        canvas.setColor(new Color(color));
        canvas.setStroke(new BasicStroke(2f));
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (int i = 0; i < curve.values.size(); i++) {
            double value = curve.values.get(i);
            if (!Double.isFinite(value)) {
                drawing = false;
                continue;
            }
            double x = x(i + 1, points);
            double y = y(Math.max(least, Math.min(most, value)));
            if (drawing) {
                path.lineTo(x, y);
            } else {
                path.moveTo(x, y);
            }
            canvas.fillRect((int) x - 2, (int) y - 2, 4, 4);
            drawing = true;
        }
        canvas.draw(path);
    }

    private static double x(int at, int points) {
        double room = WIDTH - LEFT - RIGHT;
        return LEFT + (points == 1 ? room / 2 : room * (at - 1) / (points - 1));
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (value - least) / (most - least) * (HEIGHT - TOP - BOTTOM);
    }
}
