package xai4j.explain;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import xai4j.tensor.Tensor;

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

    /** Ways to draw it. */
    Rendering render();
}
