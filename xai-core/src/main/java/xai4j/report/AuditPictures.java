package xai4j.report;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.AuditedPicture;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.EvidenceMap;
import xai4j.image.ImageException;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.numeric.Recent;
import xai4j.render.Page;

/** The pictures of an audit with their evidence, as pages and sheets show them; each is drawn once, and once put into text. */
final class AuditPictures {
    private static final int THUMBNAIL = 176;

    private final AuditResult result;
    private final Recent<AuditedPicture, BufferedImage> drawn;
    private final Recent<AuditedPicture, ShownPicture> shown;

    AuditPictures(AuditResult result, LabelledImages images) {
        this.result = result;
        this.drawn = new Recent<>(
                picture -> EvidencePicture.over(images.image(picture.index()), picture.evidence(), THUMBNAIL));
        this.shown = new Recent<>(picture -> new ShownPicture(
                EmbeddedPicture.photograph(drawn.of(picture), THUMBNAIL).source(),
                AuditWords.caption(result, picture),
                AuditWords.alt(result, picture)));
    }

    /** Some pictures, by position, on a page; those that can no longer be read are left out. */
    List<ShownPicture> shown(List<Integer> positions) {
        return positions.stream()
                .flatMap(i -> readable(shown, result.pictures().get(i)).stream())
                .toList();
    }

    /** The same on a sheet. */
    List<Page.Cell> cells(List<Integer> positions) {
        return positions.stream()
                .map(result.pictures()::get)
                .flatMap(picture ->
                        readable(drawn, picture).stream().map(one -> new Page.Cell(enlarged(one), picture.name())))
                .toList();
    }

    /** As large as the means beside it. */
    private static BufferedImage enlarged(BufferedImage picture) {
        int longer = Math.max(picture.getWidth(), picture.getHeight());
        return longer >= THUMBNAIL
                ? picture
                : Images.resized(
                        picture,
                        Math.max(1, THUMBNAIL * picture.getWidth() / longer),
                        Math.max(1, THUMBNAIL * picture.getHeight() / longer),
                        Interpolation.BILINEAR);
    }

    private static <T> Optional<T> readable(Recent<AuditedPicture, T> recent, AuditedPicture picture) {
        try {
            return Optional.of(recent.of(picture));
        } catch (ImageException e) {
            // it was there when it was audited
            return Optional.empty();
        }
    }

    /** A mean on a page. */
    static ShownPicture mean(EvidenceMap map, String caption) {
        return new ShownPicture(
                EmbeddedPicture.photograph(EvidencePicture.alone(map), THUMBNAIL)
                        .source(),
                caption,
                caption);
    }

    /** The means of a class on its page. */
    static List<ShownPicture> means(ClassAudit cls) {
        List<ShownPicture> means = new ArrayList<>();
        cls.mean().ifPresent(map -> means.add(mean(map, "mean evidence, on the picture")));
        cls.registered()
                .ifPresent(
                        map -> means.add(mean(map, "mean evidence, around the object (its box, half as large again)")));
        return means;
    }
}
