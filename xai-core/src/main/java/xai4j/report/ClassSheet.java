package xai4j.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.EvidenceGroup;
import xai4j.render.Page;

/** A class of an audit as one picture: its mean evidence, then a row per kind of explanation, then its concepts. */
final class ClassSheet {
    private static final int SHOWN = 6;

    private final AuditPictures pictures;
    private final ConceptSection concepts;

    ClassSheet(AuditPictures pictures, ConceptSection concepts) {
        this.pictures = pictures;
        this.concepts = concepts;
    }

    BufferedImage draw(ClassAudit cls) {
        Page page = Page.titled(cls.label());
        List<Page.Cell> means = new ArrayList<>();
        cls.mean().ifPresent(map -> means.add(new Page.Cell(EvidencePicture.alone(map), "mean evidence")));
        cls.registered().ifPresent(map -> means.add(new Page.Cell(EvidencePicture.alone(map), "around the object")));
        if (!means.isEmpty()) {
            page = page.row(means);
        }
        for (EvidenceGroup group : cls.groups()) {
            List<Page.Cell> cells = new ArrayList<>();
            cells.add(new Page.Cell(
                    EvidencePicture.alone(group.mean()), AuditWords.percent(group.share()) + " of its answers"));
            cells.addAll(pictures.cells(group.pictures().stream().limit(SHOWN).toList()));
            page = page.row(cells).text(AuditWords.tested(group.test()));
        }
        return concepts.rows(page, cls.index()).draw();
    }
}
