package xai4j.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.EvidenceGroup;

/** The page of one class of an audit. */
final class ClassPage {
    private static final HtmlTemplate TEMPLATE = HtmlTemplate.of("audit-class.mustache", "audit.js");
    private static final int SHOWN = 6;

    private final AuditResult result;
    private final AuditPictures pictures;
    private final ConceptSection concepts;

    ClassPage(AuditResult result, AuditPictures pictures, ConceptSection concepts) {
        this.result = result;
        this.pictures = pictures;
        this.concepts = concepts;
    }

    private record Kind(String heading, String words, List<ShownPicture> pictures) {}

    /**
     * The page.
     *
     * @param position of the class among those of the audit
     * @param common what all pages say
     */
    String html(int position, Map<String, Object> common) {
        ClassAudit cls = result.classes().get(position);
        Map<String, Object> values = new HashMap<>(common);
        int last = result.classes().size() - 1;
        values.put("label", cls.label());
        values.put("before", position == 0 ? List.of() : List.of(link(position - 1)));
        values.put("after", position == last ? List.of() : List.of(link(position + 1)));
        values.put("summary", AuditWords.summary(cls));
        values.put(
                "findings",
                result.findings().stream()
                        .filter(finding -> finding.cls() == cls.index())
                        .toList());
        values.put(
                "confusions",
                cls.confusions().entrySet().stream()
                        .map(entry -> new PageFact(result.label(entry.getKey()), String.valueOf(entry.getValue())))
                        .toList());
        values.put("confused", !cls.confusions().isEmpty());
        values.put("means", AuditPictures.means(cls));
        values.put("grouping", cls.grouping());
        values.put("kinds", kinds(cls));
        values.put("conceptWords", concepts.words(cls.index()));
        values.put("conceptual", result.concepts(cls.index()).isPresent());
        values.put("concepts", concepts.of(cls.index()));
        values.put("otherConcepts", concepts.others(cls.index()));
        values.put("most", pictures.shown(cls.mostTypical()));
        values.put("least", pictures.shown(cls.leastTypical()));
        values.put("suspicious", pictures.shown(cls.suspicious()));
        values.put(
                "suspiciousWhy",
                result.masked() > 0
                        ? "right, with the least of its evidence on the object"
                        : "right, with evidence least like the usual");
        values.put("instructive", pictures.shown(cls.instructive()));
        return TEMPLATE.fill(values);
    }

    private PageFact link(int position) {
        return new PageFact(
                AuditFiles.page(position), result.classes().get(position).label());
    }

    private List<Kind> kinds(ClassAudit cls) {
        return IntStream.range(0, cls.groups().size())
                .mapToObj(i -> kind(i, cls.groups().get(i)))
                .toList();
    }

    private Kind kind(int position, EvidenceGroup group) {
        List<ShownPicture> shown = new ArrayList<>(List.of(AuditPictures.mean(group.mean(), "mean of this kind")));
        shown.addAll(pictures.shown(group.pictures().stream().limit(SHOWN).toList()));
        int size = group.pictures().size();
        return new Kind(
                String.format(
                        Locale.ROOT,
                        "Kind %d: %d %s, %s",
                        position + 1,
                        size,
                        size == 1 ? "picture" : "pictures",
                        AuditWords.percent(group.share())),
                AuditWords.tested(group.test()),
                shown);
    }
}
