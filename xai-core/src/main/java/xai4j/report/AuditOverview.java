package xai4j.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.Finding;
import xai4j.evaluate.audit.ModelComparison;

/** The first page of an audit: what was found, a table of the classes, another model beside this one. */
final class AuditOverview {
    private static final HtmlTemplate TEMPLATE = HtmlTemplate.of("audit.mustache", "audit.js");
    private static final int SHOWN = 6;
    /** So many classes have a picture in the table, which keeps the page small. */
    private static final int MOST_PICTURED = 60;

    private final AuditResult result;
    private final AuditPictures pictures;
    private final ConceptSection concepts;
    private final String command;

    AuditOverview(AuditResult result, AuditPictures pictures, ConceptSection concepts, String command) {
        this.result = result;
        this.pictures = pictures;
        this.concepts = concepts;
        this.command = command;
    }

    private record FoundHere(String headline, String words, String page, String label, List<ShownPicture> pictures) {
        /** What was found, and after its first colon what it was found by. */
        static FoundHere of(String sentence, String page, String label, List<ShownPicture> pictures) {
            int end = sentence.indexOf(": ", sentence.indexOf(label) + label.length());
            return end < 0
                    ? new FoundHere("", sentence, page, label, pictures)
                    : new FoundHere(sentence.substring(0, end + 1), sentence.substring(end + 2), page, label, pictures);
        }
    }

    private record Row(
            String page,
            List<ShownPicture> typical,
            String label,
            int pictures,
            String accuracy,
            int named,
            String onObject,
            String onBorder,
            String inCorners,
            int kinds,
            boolean found) {}

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

    /**
     * The page.
     *
     * @param common what all pages say
     */
    String html(Map<String, Object> common) {
        Map<String, Object> values = new HashMap<>(common);
        values.put("summary", AuditWords.summary(result));
        values.put("findings", findings());
        values.put("clean", result.findings().isEmpty());
        values.put("asked", AuditWords.asked(result));
        values.put("offObject", offObject());
        values.put("remarks", result.remarks());
        values.put("remarked", !result.remarks().isEmpty());
        List<Row> ofDataSet = rows(cls -> cls.pictures() > 0);
        List<Row> others = rows(cls -> cls.pictures() == 0);
        values.put("masked", result.masked() > 0);
        values.put("classes", ofDataSet);
        values.put("anyOthers", !others.isEmpty());
        values.put(
                "otherWords",
                others.size() + (others.size() == 1 ? " class was" : " classes were")
                        + " named of which the data set has no pictures");
        values.put("others", others);
        values.put(
                "comparison", result.comparison().map(this::compared).stream().toList());
        values.put("failures", result.failures());
        values.put("failed", result.failures().size());
        values.put("anyFailed", !result.failures().isEmpty());
        values.put("command", command);
        values.put("sha256", result.modelSha256().isEmpty() ? "unknown" : result.modelSha256());
        values.put(
                "options",
                result.options().entrySet().stream()
                        .map(option -> new PageFact(option.getKey(), option.getValue()))
                        .toList());
        return TEMPLATE.fill(values);
    }

    private List<FoundHere> findings() {
        return result.findings().stream().map(this::found).toList();
    }

    private FoundHere found(Finding finding) {
        int position = position(finding.cls());
        ClassAudit cls = result.classes().get(position);
        List<Integer> shown = finding.groups().stream()
                .flatMap(group -> cls.groups().get(group).pictures().stream().limit(SHOWN))
                .limit(SHOWN)
                .toList();
        return FoundHere.of(finding.sentence(), AuditFiles.page(position), cls.label(), pictures.shown(shown));
    }

    private List<FoundHere> offObject() {
        return concepts.offObject().stream()
                .map(off ->
                        FoundHere.of(off.sentence(), AuditFiles.page(position(off.cls())), off.label(), off.pictures()))
                .toList();
    }

    private int position(int cls) {
        return IntStream.range(0, result.classes().size())
                .filter(i -> result.classes().get(i).index() == cls)
                .findFirst()
                .orElseThrow();
    }

    private List<Row> rows(Predicate<ClassAudit> which) {
        List<Integer> positions = IntStream.range(0, result.classes().size())
                .filter(i -> which.test(result.classes().get(i)))
                .boxed()
                .toList();
        boolean pictured = positions.size() <= MOST_PICTURED;
        return positions.stream().map(position -> row(position, pictured)).toList();
    }

    private Row row(int position, boolean pictured) {
        ClassAudit cls = result.classes().get(position);
        return new Row(
                AuditFiles.page(position),
                pictured ? pictures.shown(cls.mostTypical().stream().limit(1).toList()) : List.of(),
                cls.label(),
                cls.pictures(),
                AuditWords.accuracy(cls.right(), cls.pictures()),
                cls.named(),
                AuditWords.percent(cls.onObject()),
                AuditWords.percent(cls.onBorder()),
                AuditWords.percent(cls.inCorners()),
                cls.groups().size(),
                result.findings().stream().anyMatch(finding -> finding.cls() == cls.index()));
    }

    private Compared compared(ModelComparison other) {
        return new Compared(
                other.model(),
                AuditWords.summary(result, other),
                other.findings().stream().map(Finding::sentence).toList(),
                other.findings().isEmpty(),
                other.remarks(),
                pictures.shown(other.lost().stream().limit(2 * SHOWN).toList()),
                pictures.shown(other.gained().stream().limit(2 * SHOWN).toList()),
                pictures.shown(other.moved().stream().limit(SHOWN).toList()),
                other.changes().stream().map(this::change).toList());
    }

    private Change change(ModelComparison.ClassChange change) {
        return new Change(
                result.label(change.cls()),
                change.pictures(),
                AuditWords.percent(change.likeness()),
                AuditWords.percent(change.onObject()),
                AuditWords.percent(change.onObjectOther()));
    }
}
