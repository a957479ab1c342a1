package xai4j.djl.torch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.tensor.Shape;

/**
 * Finds the input of a network that takes no batch of images with all its axes: one image {@code [C, H, W]} or {@code [H, W, C]}, grey images {@code
 * [N, H, W]}, or images as rows of numbers {@code [N, C · H · W]}. The session is told which.
 */
final class FewerAxes {
    private static final int[] COLOURS_FIRST = {3, 1};
    private static final int[] GREY_FIRST = {1, 3};

    private final TorchSession session;
    private final Function<ImageInput, InputSearch.@Nullable Found> attempt;

    FewerAxes(TorchSession session, Function<ImageInput, InputSearch.@Nullable Found> attempt) {
        this.session = session;
        this.attempt = attempt;
    }

    /**
     * Tries the given size, or else usual ones.
     *
     * @return null if nothing passes
     */
    InputSearch.@Nullable Found find(Optional<Shape> given, int likely, int... usual) {
        Set<Shape> sizes = new LinkedHashSet<>();
        given.ifPresentOrElse(
                shape -> sizes.add(shape.rank() == 2 ? shape : Shape.of(shape.dim(1), shape.dim(2))), () -> {
                    sizes.add(Shape.of(likely, likely));
                    for (int size : usual) {
                        sizes.add(Shape.of(size, size));
                    }
                });
        for (TapeCode form : List.of(TapeCode.GREY, TapeCode.SINGLE, TapeCode.ROW)) {
            session.takes(form);
            for (Shape size : sizes) {
                InputSearch.Found found = inForm(form, size, given);
                if (found != null) {
                    return found;
                }
            }
        }
        session.takes(TapeCode.NONE);
        return null;
    }

    private InputSearch.@Nullable Found inForm(TapeCode form, Shape size, Optional<Shape> given) {
        int batch = form == TapeCode.SINGLE ? 1 : Shape.DYNAMIC;
        for (int channels : channels(form, given)) {
            InputSearch.Found found =
                    attempt.apply(new ImageInput(ImageLayout.NCHW, channels, size.dim(0), size.dim(1), batch));
            if (found == null && form == TapeCode.SINGLE) {
                found = attempt.apply(new ImageInput(ImageLayout.NHWC, channels, size.dim(0), size.dim(1), batch));
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static int[] channels(TapeCode form, Optional<Shape> given) {
        if (form == TapeCode.GREY) {
            return new int[] {1};
        }
        return given.filter(shape -> shape.rank() == 3)
                .map(shape -> new int[] {shape.dim(0)})
                .orElse(form == TapeCode.ROW ? GREY_FIRST : COLOURS_FIRST);
    }
}
