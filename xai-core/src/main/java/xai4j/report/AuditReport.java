package xai4j.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.concept.ClassConcepts;
import xai4j.explain.Provenance;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.numeric.Parallel;
import xai4j.render.Png;

/**
 * The report of an audit: {@code report.html} with what was found first and a table of the classes, a page per class, drawings in
 * {@code pictures/}, and a section for a model card. Every page is one file; pages refer to each other by name.
 */
public final class AuditReport {
    private final AuditResult result;
    private final LabelledImages images;
    private final String command;

    private AuditReport(AuditResult result, LabelledImages images, String command) {
        this.result = result;
        this.images = images;
        this.command = command;
    }

    /**
     * A report.
     *
     * @param images the data set that was audited, whose pictures are shown; where they are {@linkplain xai4j.data.KeptImages kept} since the audit, they need not be
     *     decoded again
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
        Path sheets = folder.resolve("pictures");
        FileErrors.makeFolder(sheets, "folder of pictures");
        Map<String, Object> common =
                Map.of("model", result.model(), "method", result.method(), "version", Provenance.libraryVersion());
        AuditPictures pictures = new AuditPictures(result, images);
        ConceptSection concepts = new ConceptSection(result, images);
        ClassPage page = new ClassPage(result, pictures, concepts);
        ClassSheet sheet = new ClassSheet(pictures, concepts);
        Parallel.each(result.classes().size(), i -> {
            text(folder.resolve(AuditFiles.page(i)), page.html(i, common));
            Png.write(sheet.draw(result.classes().get(i)), sheets.resolve(AuditFiles.sheet(i)));
        });
        text(folder.resolve("model-card.md"), ModelCard.of(result));
        text(folder.resolve("report.html"), new AuditOverview(result, pictures, concepts, command).html(common));
    }

    private static void text(Path path, String content) {
        AtomicFile.write(path, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }
}
