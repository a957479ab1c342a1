package xai4j.report;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.AuditedPicture;
import xai4j.evaluate.audit.BackgroundTest;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.EvidenceGroup;
import xai4j.evaluate.audit.EvidenceMap;
import xai4j.evaluate.audit.Finding;
import xai4j.evaluate.audit.ModelComparison;
import xai4j.evaluate.concept.ClassConcepts;
import xai4j.explain.Provenance;
import xai4j.image.ImageException;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.numeric.Parallel;
import xai4j.numeric.WilsonInterval;
import xai4j.render.Page;
import xai4j.render.Png;

/**
 * The report of an audit: {@code report.html} with what was found first and a table of the classes, a page per class, drawings in
 * {@code pictures/}, and a section for a model card. Every page is one file; pages refer to each other by name.
 */
public final class AuditReport {
    private static final HtmlTemplate OVERVIEW = HtmlTemplate.of("audit.mustache", "audit.js");
    private static final HtmlTemplate CLASS = HtmlTemplate.of("audit-class.mustache", "audit.js");
    private static final int THUMBNAIL = 176;
    private static final int SHOWN = 6;
    private static final String NONE = "–";

    private final AuditResult result;
    private final String command;
    private final ConceptSection concepts;
    /** Pictures with their evidence. */
    private final RecentPictures<AuditedPicture> drawn;

    private AuditReport(AuditResult result, LabelledImages images, String command) {
        this.result = result;
        this.command = command;
        this.concepts = new ConceptSection(result, images);
        this.drawn = new RecentPictures<>(
                picture -> EvidencePicture.over(images.image(picture.index()), picture.evidence(), THUMBNAIL));
    }

    /**
     * A report.
     *
     * @param images the data set that was audited, whose pictures are shown
     * @param command the command line that makes it again; may be empty
     */
    public static AuditReport of(AuditResult result, LabelledImages images, String command) {
        return new AuditReport(result, images, command);
    }

    /** A sentence for each class whose most important concept is hardly ever on the object. */
    public static List<String> conceptSentences(AuditResult result) {
        return result.concepts().stream()
                .filter(ClassConcepts::offObject)
                .map(found -> ConceptSection.sentence(result, found))
                .toList();
    }

    /**
     * Writes all files into a folder, each whole or not at all, {@code report.html} last.
     *
     * @throws xai4j.tensor.XaiException if one cannot be written
     */
    public void write(Path folder) {
        Path pictures = folder.resolve("pictures");
        FileErrors.makeFolder(pictures, "folder of pictures");
        Parallel.each(result.classes().size(), i -> {
            text(folder.resolve(page(i)), classPage(i));
            Png.write(sheet(result.classes().get(i)), pictures.resolve(file(i) + ".png"));
        });
        text(folder.resolve("model-card.md"), ModelCard.of(result));
        text(folder.resolve("report.html"), overview());
    }

    private static void text(Path path, String content) {
        AtomicFile.write(path, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String file(int position) {
        return String.format(Locale.ROOT, "class-%04d", position);
    }

    private static String page(int position) {
        return file(position) + ".html";
    }

    /** What stands above the fold of every page. */
    private Map<String, Object> common() {
        Map<String, Object> values = new HashMap<>();
        values.put("model", result.model());
        values.put("method", result.method());
        values.put("version", Provenance.libraryVersion());
        return values;
    }

    private String overview() {
        Map<String, Object> values = common();
        int audited = result.pictures().size();
        values.put(
                "summary",
                String.format(
                        Locale.ROOT,
                        "%d pictures of %d classes, of which it knows %d: %s. Each answer was explained by %s; %s.",
                        audited,
                        result.classes().stream()
                                .filter(cls -> cls.pictures() > 0)
                                .count(),
                        result.right(),
                        accuracy(result.right(), audited),
                        result.method(),
                        result.masked() == 0
                                ? "no masks say where the objects are, so that was estimated where it matters"
                                : "where the object is, is known of " + result.masked()));
        values.put("findings", findings());
        values.put("clean", result.findings().isEmpty());
        values.put(
                "offObject",
                concepts.offObject().stream()
                        .map(off ->
                                new FoundHere(off.sentence(), page(position(off.cls())), off.label(), off.pictures()))
                        .toList());
        values.put("remarks", result.remarks());
        values.put("remarked", !result.remarks().isEmpty());
        values.put("classes", rows());
        values.put(
                "comparison", result.comparison().map(this::comparison).stream().toList());
        values.put("failures", result.failures());
        values.put("failed", result.failures().size());
        values.put("anyFailed", !result.failures().isEmpty());
        values.put("command", command);
        values.put("sha256", result.modelSha256().isEmpty() ? "unknown" : result.modelSha256());
        values.put(
                "options",
                result.options().entrySet().stream()
                        .map(option -> new Fact(option.getKey(), option.getValue()))
                        .toList());
        return OVERVIEW.fill(values);
    }

    /** A name with its value. */
    private record Fact(String name, String value) {}

    private record FoundHere(String sentence, String page, String label, List<ShownPicture> pictures) {}

    private List<FoundHere> findings() {
        return result.findings().stream()
                .map(finding -> {
                    int position = position(finding.cls());
                    ClassAudit cls = result.classes().get(position);
                    List<Integer> pictures = finding.groups().stream()
                            .flatMap(group ->
                                    cls.groups().get(group).pictures().stream().limit(SHOWN))
                            .limit(SHOWN)
                            .toList();
                    return new FoundHere(finding.sentence(), page(position), cls.label(), shown(pictures));
                })
                .toList();
    }

    private int position(int cls) {
        return IntStream.range(0, result.classes().size())
                .filter(i -> result.classes().get(i).index() == cls)
                .findFirst()
                .orElseThrow();
    }

    private record Row(
            String page,
            String label,
            int pictures,
            String accuracy,
            int named,
            String onObject,
            String onBorder,
            String inCorners,
            int kinds,
            boolean found) {}

    private List<Row> rows() {
        return IntStream.range(0, result.classes().size())
                .mapToObj(i -> {
                    ClassAudit cls = result.classes().get(i);
                    return new Row(
                            page(i),
                            cls.label(),
                            cls.pictures(),
                            cls.pictures() == 0 ? NONE : accuracy(cls.right(), cls.pictures()),
                            cls.named(),
                            percent(cls.onObject()),
                            percent(cls.onBorder()),
                            percent(cls.inCorners()),
                            cls.groups().size(),
                            result.findings().stream().anyMatch(finding -> finding.cls() == cls.index()));
                })
                .toList();
    }

    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f %%", 100 * share) : NONE;
    }

    /** A share with its interval. */
    static String accuracy(int right, int all) {
        WilsonInterval interval = WilsonInterval.of(right, all);
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.0f to %.0f)",
                100 * interval.share(),
                100 * interval.low(),
                100 * interval.high());
    }

    private record Change(String label, int pictures, String likeness, String onObject, String onObjectOther) {}

    private record Compared(
            String model,
            String summary,
            List<String> findings,
            boolean clean,
            List<String> remarks,
            List<ShownPicture> lost,
            List<ShownPicture> gained,
            List<ShownPicture> moved,
            List<Change> changes) {}

    private Compared comparison(ModelComparison other) {
        return new Compared(
                other.model(),
                String.format(
                        Locale.ROOT,
                        "Of %d pictures %s knows %d and %s %d: %d right answers were lost and %d gained (chance of so uneven a change if"
                                + " neither is better: %.2g); %s.",
                        other.pictures(),
                        result.model(),
                        other.right(),
                        other.model(),
                        other.rightOther(),
                        other.lost().size(),
                        other.gained().size(),
                        other.pValue(),
                        other.words()),
                other.findings().stream().map(Finding::sentence).toList(),
                other.findings().isEmpty(),
                other.remarks(),
                shown(other.lost().stream().limit(2 * SHOWN).toList()),
                shown(other.gained().stream().limit(2 * SHOWN).toList()),
                shown(other.moved().stream().limit(SHOWN).toList()),
                other.changes().stream()
                        .map(change -> new Change(
                                result.label(change.cls()),
                                change.pictures(),
                                percent(change.likeness()),
                                percent(change.onObject()),
                                percent(change.onObjectOther())))
                        .toList());
    }

    private record Kind(String heading, String words, List<ShownPicture> pictures) {}

    private String classPage(int position) {
        ClassAudit cls = result.classes().get(position);
        Map<String, Object> values = common();
        int last = result.classes().size() - 1;
        values.put("label", cls.label());
        values.put("before", position == 0 ? List.of() : List.of(link(position - 1)));
        values.put("after", position == last ? List.of() : List.of(link(position + 1)));
        values.put("summary", summary(cls));
        values.put(
                "findings",
                result.findings().stream()
                        .filter(finding -> finding.cls() == cls.index())
                        .toList());
        values.put(
                "confusions",
                cls.confusions().entrySet().stream()
                        .map(entry -> new Fact(result.label(entry.getKey()), String.valueOf(entry.getValue())))
                        .toList());
        values.put("confused", !cls.confusions().isEmpty());
        values.put("means", means(cls));
        values.put("grouping", cls.grouping());
        values.put("kinds", kinds(cls));
        values.put("conceptWords", concepts.words(cls.index()));
        values.put("conceptual", result.concepts(cls.index()).isPresent());
        values.put("concepts", concepts.of(cls.index()));
        values.put("most", shown(cls.mostTypical()));
        values.put("least", shown(cls.leastTypical()));
        values.put("suspicious", shown(cls.suspicious()));
        values.put(
                "suspiciousWhy",
                result.masked() > 0
                        ? "right, with the least of its evidence on the object"
                        : "right, with evidence least like the usual");
        values.put("instructive", shown(cls.instructive()));
        return CLASS.fill(values);
    }

    private Fact link(int position) {
        return new Fact(page(position), result.classes().get(position).label());
    }

    private static String summary(ClassAudit cls) {
        String known = cls.pictures() == 0
                ? "No picture of the data set is of this class"
                : "Of " + cls.pictures() + " pictures of this class it knows " + cls.right() + ": "
                        + accuracy(cls.right(), cls.pictures());
        return known + "; " + cls.named() + " pictures were named so. Of the evidence for them, "
                + (Double.isFinite(cls.onObject()) ? percent(cls.onObject()) + " lies on the object, " : "")
                + percent(cls.onBorder()) + " on the border (44 % of the area) and " + percent(cls.inCorners())
                + " in the corners (14 %).";
    }

    private static List<ShownPicture> means(ClassAudit cls) {
        List<ShownPicture> means = new ArrayList<>();
        cls.mean().ifPresent(map -> means.add(mean(map, "mean evidence, on the picture")));
        cls.registered()
                .ifPresent(
                        map -> means.add(mean(map, "mean evidence, around the object (its box, half as large again)")));
        return means;
    }

    private static ShownPicture mean(EvidenceMap map, String caption) {
        return new ShownPicture(
                EmbeddedPicture.of(EvidencePicture.alone(map), THUMBNAIL).source(), caption, caption);
    }

    private List<Kind> kinds(ClassAudit cls) {
        return IntStream.range(0, cls.groups().size())
                .mapToObj(i -> {
                    EvidenceGroup group = cls.groups().get(i);
                    List<ShownPicture> pictures = new ArrayList<>(List.of(mean(group.mean(), "mean of this kind")));
                    pictures.addAll(shown(group.pictures().stream().limit(SHOWN).toList()));
                    return new Kind(
                            String.format(
                                    Locale.ROOT,
                                    "Kind %d: %d pictures, %s",
                                    i + 1,
                                    group.pictures().size(),
                                    percent(group.share())),
                            words(group),
                            pictures);
                })
                .toList();
    }

    private static String words(EvidenceGroup group) {
        BackgroundTest test = group.test();
        String where = test.estimated() ? "where the object was estimated to be" : "the object";
        return String.format(
                Locale.ROOT,
                "Asked again with %s before other pictures' backgrounds, %d of %d answers became another class before a third of them or more; without the region of"
                        + " most evidence %d did. Objects of other classes became this one %d times of %d before these backgrounds, %d times"
                        + " before others.",
                where,
                test.hanging(),
                test.answers(),
                test.regionLost(),
                test.pulled(),
                test.trials(),
                test.pulledByOthers());
    }

    private List<ShownPicture> shown(List<Integer> positions) {
        return positions.stream()
                .flatMap(i -> shown(result.pictures().get(i)).stream())
                .toList();
    }

    private Optional<ShownPicture> shown(AuditedPicture picture) {
        String label = picture.label() < 0 ? "?" : result.label(picture.label());
        String named = result.label(picture.predicted());
        String caption = picture.name()
                + (picture.right() ? "" : ": named " + named + (picture.label() < 0 ? "" : ", is " + label));
        String alt = String.format(
                Locale.ROOT,
                "%s, named %s; %s of the evidence on the border%s",
                picture.name(),
                named,
                percent(picture.onBorder()),
                Double.isFinite(picture.onObject()) ? ", " + percent(picture.onObject()) + " on the object" : "");
        try {
            return Optional.of(new ShownPicture(
                    EmbeddedPicture.photograph(drawn.of(picture), THUMBNAIL).source(), caption, alt));
        } catch (ImageException e) {
            // it was there when it was audited
            return Optional.empty();
        }
    }

    /** A class as one picture: its mean evidence, then a row per kind. */
    private BufferedImage sheet(ClassAudit cls) {
        Page page = Page.titled(cls.label());
        if (cls.mean().isPresent()) {
            List<Page.Cell> cells = new ArrayList<>();
            cells.add(new Page.Cell(EvidencePicture.alone(cls.mean().get()), "mean evidence"));
            cls.registered()
                    .ifPresent(map -> cells.add(new Page.Cell(EvidencePicture.alone(map), "around the object")));
            page = page.row(cells);
        }
        for (EvidenceGroup group : cls.groups()) {
            List<Page.Cell> cells = new ArrayList<>();
            cells.add(new Page.Cell(EvidencePicture.alone(group.mean()), percent(group.share()) + " of its answers"));
            group.pictures().stream()
                    .limit(SHOWN)
                    .forEach(i -> cell(result.pictures().get(i)).ifPresent(cells::add));
            page = page.row(cells).text(words(group));
        }
        return concepts.rows(page, cls.index()).draw();
    }

    private Optional<Page.Cell> cell(AuditedPicture picture) {
        try {
            BufferedImage whole = drawn.of(picture);
            int width = THUMBNAIL * whole.getWidth() / Math.max(whole.getWidth(), whole.getHeight());
            int height = THUMBNAIL * whole.getHeight() / Math.max(whole.getWidth(), whole.getHeight());
            return Optional.of(new Page.Cell(
                    Images.resized(whole, Math.max(1, width), Math.max(1, height), Interpolation.BILINEAR),
                    picture.name()));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }
}
