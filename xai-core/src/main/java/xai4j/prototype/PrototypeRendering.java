package xai4j.prototype;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Rendering;
import xai4j.image.Box;
import xai4j.image.PixelMapping;
import xai4j.prototype.modification.Characteristic;
import xai4j.render.Pixels;
import xai4j.render.TextDrawing;
import xai4j.render.Thumbnail;

/**
 * Draws {@link PrototypeMatches} as a table of crops: per match the image with its box, "this" part of it, "that" training
 * patch and the training image it is from, and the points.
 */
public final class PrototypeRendering implements Rendering {
    private static final int CELL = 128;
    private static final int GAP = 8;
    private static final int INK = 0x202020;
    private static final int PALE = 0x707070;
    private static final int WARNING = 0xB00020;
    private static final int[] COLORS = {0xE66101, 0x2166AC, 0x1B9E4B, 0x9C27B0, 0x00808A, 0xB8860B};
    private static final int TEXT_WIDTH = 280;
    private static final int BAR_WIDTH = 200;
    private static final int BAR_WORD = 76;
    private static final int BARS = 4 * CELL + TEXT_WIDTH + 6 * GAP;
    private static final int FOR = 0xE66101;
    private static final int AGAINST = 0x2166AC;

    private final PrototypeMatches matches;
    private final TextDrawing font = TextDrawing.SMALL;

    /** Draws the given matches. */
    public PrototypeRendering(PrototypeMatches matches) {
        this.matches = matches;
    }

    @Override
    public BufferedImage overlay(BufferedImage photograph) {
        List<BufferedImage> tables = new ArrayList<>();
        for (int t = 0; t < matches.targets().size(); t++) {
            tables.add(table(photograph, t));
        }
        return Pixels.stacked(tables, GAP);
    }

    private BufferedImage table(BufferedImage photograph, int target) {
        List<PrototypeMatch> rows = matches.matches().get(target);
        boolean bars = rows.stream().anyMatch(match -> match.because().isPresent());
        int width = 4 * CELL + TEXT_WIDTH + 6 * GAP + (bars ? BAR_WIDTH + GAP : 0);
        List<String> head = font.wrap(title(target), width - 2 * GAP);
        List<String> foot = foot(target, width - 2 * GAP);
        int top = GAP + (head.size() + 1) * font.lineHeight() + GAP;
        int height = top + rows.size() * (CELL + GAP) + foot.size() * font.lineHeight() + GAP;
        BufferedImage sheet = Pixels.paper(width, height, 0xFFFFFF);
        write(sheet, head, GAP, GAP, INK);
        int titles = GAP + head.size() * font.lineHeight();
        String[] columns = {"the image", "this", "looks like that", "found in"};
        for (int i = 0; i < columns.length; i++) {
            write(sheet, List.of(columns[i]), GAP + i * (CELL + GAP), titles, PALE);
        }
        if (bars) {
            write(sheet, List.of("what the likeness lives on"), BARS, titles, PALE);
        }
        for (int i = 0; i < rows.size(); i++) {
            row(sheet, photograph, rows.get(i), top + i * (CELL + GAP), COLORS[i % COLORS.length]);
        }
        write(sheet, foot, GAP, top + rows.size() * (CELL + GAP), INK);
        write(
                sheet,
                verdicts(width - 2 * GAP),
                GAP,
                height - GAP - verdicts(width - 2 * GAP).size() * font.lineHeight(),
                WARNING);
        return sheet;
    }

    private void row(BufferedImage sheet, BufferedImage photograph, PrototypeMatch match, int top, int color) {
        Box box = matches.shownBox(match);
        Box here = onPhotograph(box, photograph);
        match.receptiveField()
                .map(field -> Thumbnail.framed(photograph, here, onPhotograph(field, photograph), color, CELL))
                .orElseGet(() -> Thumbnail.framed(photograph, here, color, CELL))
                .drawOn(sheet, GAP, top);
        Thumbnail.cropped(photograph, here, color, CELL).drawOn(sheet, 2 * GAP + CELL, top);
        Optional<BufferedImage> training = match.patch().picture();
        int left = 3 * GAP + 2 * CELL;
        training.ifPresentOrElse(
                picture -> {
                    Box there = match.patch().box().orElse(new Box(0, picture.getHeight(), 0, picture.getWidth()));
                    Thumbnail.cropped(picture, there, color, CELL).drawOn(sheet, left, top);
                    Thumbnail.framed(picture, there, color, CELL).drawOn(sheet, left + CELL + GAP, top);
                },
                () -> write(
                        sheet, List.of("no picture of", "prototype " + match.prototype()), left, top + CELL / 3, PALE));
        write(sheet, words(match, box), 5 * GAP + 4 * CELL, top, INK);
        match.because().ifPresent(why -> bars(sheet, why, top));
    }

    /** By how much the likeness falls without each characteristic, as bars; to the left of the line where it rises. */
    private void bars(BufferedImage sheet, SimilarityFactors why, int top) {
        double largest =
                why.importance().values().stream().mapToDouble(Math::abs).max().orElse(0);
        int line = BARS + BAR_WORD + (BAR_WIDTH - BAR_WORD) / 4;
        int room = BAR_WIDTH - BAR_WORD - (BAR_WIDTH - BAR_WORD) / 4;
        int y = top;
        for (Map.Entry<Characteristic, Double> factor : why.importance().entrySet()) {
            double value = factor.getValue();
            write(sheet, List.of(factor.getKey().name().toLowerCase(Locale.ROOT)), BARS, y, INK);
            int length =
                    largest == 0 ? 0 : (int) Math.rint(Math.abs(value) / largest * (value < 0 ? room / 3.0 : room));
            for (int i = 0; i < length; i++) {
                for (int thick = 3; thick < font.lineHeight() - 3; thick++) {
                    sheet.setRGB(value < 0 ? line - i : line + i, y + thick, value < 0 ? AGAINST : FOR);
                }
            }
            for (int thick = 0; thick < font.lineHeight(); thick++) {
                sheet.setRGB(line, y + thick, PALE);
            }
            y += font.lineHeight() + 2;
        }
        write(sheet, List.of(String.format(Locale.ROOT, "longest bar %.3g", largest)), BARS, y, PALE);
    }

    private List<String> words(PrototypeMatch match, Box box) {
        List<String> lines = new ArrayList<>(List.of(
                match.resembles() ? match.label() : match.label() + ": less like it than most",
                String.format(
                        Locale.ROOT,
                        "%.2f × %.2f = %.2f points",
                        match.similarity(),
                        match.weight(),
                        match.contribution())));
        match.because().ifPresent(why -> lines.addAll(font.wrap(why.words(), TEXT_WIDTH)));
        if (!match.patch().source().isEmpty()) {
            lines.addAll(font.wrap(match.patch().source(), TEXT_WIDTH));
        }
        match.receptiveField().ifPresent(field -> lines.addAll(font.wrap(seen(field), TEXT_WIDTH)));
        if (match.blobs() > 1) {
            lines.add((peak(match, box) ? "strongest of " : "box spans ") + match.blobs() + " spots");
        }
        return lines;
    }

    /** How much of the input the place has seen; the dashed frame says where. */
    private String seen(Box field) {
        boolean all = field.height() == matches.inputHeight() && field.width() == matches.inputWidth();
        return all
                ? "the place has seen all of it (dashed)"
                : "the place has seen " + field.width() + " × " + field.height() + " of " + matches.inputWidth() + " × "
                        + matches.inputHeight() + " pixels (dashed)";
    }

    private boolean peak(PrototypeMatch match, Box box) {
        String rule = matches.provenance().options().getOrDefault("box", "all");
        return Prototypes.BOX.parse(rule).isOfPeak() || !box.equals(match.box());
    }

    private String title(int target) {
        ExplainedTarget explained = matches.targets().get(target);
        String sure = target < matches.shares().size()
                ? " " + matches.shares().get(target).words()
                : "";
        return explained.label() + sure + ", because this looks like that";
    }

    private List<String> foot(int target, int room) {
        double shown = 0;
        for (PrototypeMatch match : matches.matches().get(target)) {
            shown += match.contribution();
        }
        int others =
                matches.similarities().size() - matches.matches().get(target).size();
        double bias = matches.biases().at(target);
        List<String> lines = new ArrayList<>(font.wrap(
                String.format(
                        Locale.ROOT,
                        "%.2f points from these, %.2f from %d other prototypes%s: %.2f in all",
                        shown,
                        matches.logit(target) - shown - bias,
                        others,
                        bias == 0 ? "" : String.format(Locale.ROOT, ", bias %.2f", bias),
                        matches.logit(target)),
                room));
        verdicts(room).forEach(line -> lines.add(""));
        return lines;
    }

    private List<String> verdicts(int room) {
        return matches.diagnostics().verdicts().stream()
                .flatMap(verdict -> font.wrap(verdict, room).stream())
                .toList();
    }

    private Box onPhotograph(Box box, BufferedImage photograph) {
        PixelMapping mapping = matches.mapping();
        int top = bounded(mapping.photoY(box.top()), photograph.getHeight() - 1);
        int left = bounded(mapping.photoX(box.left()), photograph.getWidth() - 1);
        int bottom = Math.max(top + 1, bounded(mapping.photoY(box.bottom()), photograph.getHeight()));
        int right = Math.max(left + 1, bounded(mapping.photoX(box.right()), photograph.getWidth()));
        return new Box(top, bottom, left, right);
    }

    private static int bounded(double value, int most) {
        return (int) Math.max(0, Math.min(most, Math.rint(value)));
    }

    private void write(BufferedImage sheet, List<String> lines, int left, int top, int color) {
        font.draw(sheet, lines, left, top, color);
    }
}
