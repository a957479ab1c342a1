package xai4j.explain;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.samskivert.mustache.Escapers;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import xai4j.io.Services;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/**
 * An answer to "why?": raw numbers per target, with all that is needed to trust or repeat them.
 *
 * <p>Immutable and free of any engine. Implementations are records that Jackson can write and read; a class becomes known
 * to {@code ExplanationJson} by its {@code @JsonTypeName}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public interface Explanation {
    /** What was explained, in the order of the leading axis of {@link #values()}. */
    List<ExplainedTarget> targets();

    /** The raw, unnormalised attribution with a leading axis over targets: {@code [T, …]}. */
    Tensor values();

    /** How it was made. */
    Provenance provenance();

    /** How far it can be trusted. */
    Diagnostics diagnostics();

    /** Whether another explanation says the same: equal targets and equal numbers, whenever, and by which version, either was made. */
    default boolean sameResultAs(Explanation other) {
        return getClass().equals(other.getClass())
                && targets().equals(other.targets())
                && values().equals(other.values());
    }

    /** One line for people and for logs: method, model, form and size, what was explained, and the verdicts. */
    default String summary() {
        String said = Stream.concat(
                        targets().stream().map(ExplainedTarget::toString), diagnostics().verdicts().stream())
                .collect(Collectors.joining("; "));
        return provenance().method() + " of " + provenance().model() + ", "
                + getClass().getSimpleName() + values().shape() + ": " + said;
    }

    /** Ways to draw it. */
    Rendering render();

    /**
     * The drawing as a piece of HTML, for notebooks and for pages of one's own: a {@code figure} with the picture inside it and the {@link #summary}
     * as its text for who cannot see it.
     *
     * @param photograph that was explained
     */
    default String toHtml(BufferedImage photograph) {
        return "<figure><img alt=\"" + Escapers.HTML.escape(summary()) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(render().png(photograph)) + "\"></figure>";
    }

    /**
     * A page for people, {@code report().photograph(picture).write(path)}: one HTML file in which the answer can be looked at closely.
     *
     * @throws XaiException if the part of the library that makes it is not on the class path
     */
    default Report report() {
        return Services.load(ReportProvider.class).stream()
                .findFirst()
                .orElseThrow(() -> new XaiException("no reports can be made: no ReportProvider is on the class path"))
                .of(this);
    }
}
