package xai4j.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.concept.ClassConcepts;
import xai4j.evaluate.concept.Concept;
import xai4j.evaluate.concept.ConceptCrop;
import xai4j.evaluate.concept.SubConcept;
import xai4j.image.ImageException;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.numeric.Recent;
import xai4j.render.Page;

/** The concepts of an audit: each with the pieces of pictures in which it is strongest. */
final class ConceptSection {
    private static final int SIDE = 112;
    /** What would be called 0 % on a page. */
    private static final double LEAST_SHOWN = 0.005;

    private final AuditResult result;
    private final LabelledImages images;
    private final Recent<ConceptCrop, BufferedImage> pieces;

    ConceptSection(AuditResult result, LabelledImages images) {
        this.result = result;
        this.images = images;
        this.pieces = new Recent<>(this::cut);
    }

    /** One concept on a page. */
    record Shown(String heading, String words, List<ShownPicture> pictures, List<Part> parts, String partWords) {}

    /** What a concept is made of. */
    record Part(String caption, List<ShownPicture> pictures) {}

    /** A class whose most important concept is hardly ever on the object. */
    record OffObject(int cls, String label, String sentence, List<ShownPicture> pictures) {}

    /** What stands before the concepts of a class; empty where none were asked for. */
    String words(int cls) {
        return result.concepts(cls).map(this::words).orElse("");
    }

    private String words(ClassConcepts found) {
        if (found.concepts().isEmpty()) {
            return found.remark() + ".";
        }
        return String.format(
                Locale.ROOT,
                "What recurs in %d pictures that were named so, as parts of layer %s that add up (%s of its sum of squares) and how"
                        + " much of the score's variance each takes part in when parts are dimmed at random%s%s.",
                found.pictures(),
                found.layer(),
                AuditWords.percent(found.explained()),
                Double.isFinite(found.objectArea())
                        ? "; pieces from anywhere lie on the object to " + AuditWords.percent(found.objectArea())
                        : "",
                found.remark().isEmpty() ? "" : "; " + found.remark());
    }

    List<Shown> of(int cls) {
        return result.concepts(cls).stream()
                .flatMap(found -> IntStream.range(0, shown(found)).mapToObj(i -> shown(i, found)))
                .toList();
    }

    /** How many concepts of a class are drawn: those that move its score, and one at least. */
    private static int shown(ClassConcepts found) {
        int moving = (int) found.concepts().stream()
                .filter(concept -> concept.importance() >= LEAST_SHOWN)
                .count();
        return Math.min(found.concepts().size(), Math.max(1, moving));
    }

    /** What is said of the others; empty where there are none. */
    String others(int cls) {
        int others = result.concepts(cls)
                .map(found -> found.concepts().size() - shown(found))
                .orElse(0);
        return others == 0
                ? ""
                : others + (others == 1 ? " more concept takes" : " more concepts take")
                        + " part in less than half a per cent of it and " + (others == 1 ? "stands" : "stand")
                        + " in audit.json alone.";
    }

    private Shown shown(int position, ClassConcepts found) {
        Concept concept = found.concepts().get(position);
        List<Part> parts = concept.parts().stream()
                .map(part -> new Part(caption(part), shown(part.crops())))
                .toList();
        return new Shown(
                heading(position, concept),
                place(concept),
                shown(concept.crops()),
                parts,
                parts.isEmpty() ? "" : "What its strongest pieces are made of in layer " + found.earlier() + ":");
    }

    private static String caption(SubConcept part) {
        String share = AuditWords.percent(part.share()) + " of what is said there";
        return Double.isFinite(part.importance())
                ? AuditWords.percent(Math.min(1, part.importance())) + " of what moves the score in these pieces, "
                        + share
                : share;
    }

    List<OffObject> offObject() {
        return result.concepts().stream()
                .filter(ClassConcepts::offObject)
                .map(found -> {
                    Concept first = found.concepts().get(0);
                    return new OffObject(
                            found.cls(), result.label(found.cls()), sentence(result, found), shown(first.crops()));
                })
                .toList();
    }

    /** In words, for a class of which {@link ClassConcepts#offObject()} holds. */
    static String sentence(AuditResult result, ClassConcepts found) {
        Concept first = found.concepts().get(0);
        return String.format(
                Locale.ROOT,
                "What decides most of \"%s\" (%s of what moves its score) is hardly ever on the object: these pieces lie on it to %s,"
                        + " pieces from anywhere to %s.",
                result.label(found.cls()),
                AuditWords.percent(Math.min(1, first.importance())),
                AuditWords.percent(first.onObject()),
                AuditWords.percent(found.objectArea()));
    }

    private static String heading(int position, Concept concept) {
        return String.format(
                Locale.ROOT,
                "Concept %d: %s of what moves the score",
                position + 1,
                AuditWords.percent(Math.min(1, concept.importance())));
    }

    private static String place(Concept concept) {
        return Double.isFinite(concept.onObject())
                ? AuditWords.percent(concept.onObject()) + " of these pieces lies on the object."
                : "";
    }

    private List<ShownPicture> shown(List<ConceptCrop> crops) {
        return crops.stream()
                .flatMap(crop -> piece(crop).stream()
                        .map(piece -> new ShownPicture(
                                EmbeddedPicture.photograph(piece, SIDE).source(), "", "piece of " + crop.name())))
                .toList();
    }

    /** A row of pieces per concept. */
    Page rows(Page page, int cls) {
        Page with = page;
        List<Concept> concepts = result.concepts(cls)
                .map(found -> found.concepts().subList(0, shown(found)))
                .orElse(List.of());
        for (int i = 0; i < concepts.size(); i++) {
            List<Page.Cell> cells = concepts.get(i).crops().stream()
                    .flatMap(crop -> piece(crop).stream().map(piece -> new Page.Cell(piece, "")))
                    .toList();
            with = with.row(cells).text(heading(i, concepts.get(i)) + ". " + place(concepts.get(i)));
        }
        return others(cls).isEmpty() ? with : with.text(others(cls));
    }

    private Optional<BufferedImage> piece(ConceptCrop crop) {
        try {
            return Optional.of(pieces.of(crop));
        } catch (ImageException e) {
            // it was there when it was audited
            return Optional.empty();
        }
    }

    private BufferedImage cut(ConceptCrop crop) {
        BufferedImage picture = images.image(crop.picture());
        int left = (int) Math.rint(crop.left() * picture.getWidth());
        int top = (int) Math.rint(crop.top() * picture.getHeight());
        int width = (int) Math.max(1, Math.rint(crop.right() * picture.getWidth()) - left);
        int height = (int) Math.max(1, Math.rint(crop.bottom() * picture.getHeight()) - top);
        return Images.resized(picture.getSubimage(left, top, width, height), SIDE, SIDE, Interpolation.BILINEAR);
    }
}
