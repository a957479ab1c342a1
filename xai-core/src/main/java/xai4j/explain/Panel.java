package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The picture of one target on a {@link Sheet}.
 *
 * @param picture colours over the photograph
 * @param target what it is of
 * @param scale what the colours mean, unless they speak for themselves
 * @param numbers lines below it, for example how precise an anchor is
 */
record Panel(
        BufferedImage picture,
        ExplainedTarget target,
        @Nullable Scale scale,
        List<String> numbers) {
    /** A panel whose colours say it all. */
    Panel(BufferedImage picture, ExplainedTarget target, Scale scale) {
        this(picture, target, scale, List.of());
    }
}
