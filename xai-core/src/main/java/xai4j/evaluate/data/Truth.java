package xai4j.evaluate.data;

import java.awt.image.BufferedImage;
import java.util.Optional;
import xai4j.evaluate.TruthMask;
import xai4j.image.PreparedImage;
import xai4j.tensor.XaiException;

/**
 * Where the object of a picture is in the model's input, or why that is not known although somebody marked it.
 *
 * @param mask over the input
 * @param problem what is wrong with the annotation
 */
record Truth(Optional<TruthMask> mask, Optional<String> problem) {
    /** The annotation of a picture, which has to be of its size: one of another would mark another place. */
    static Truth of(Subject subject, BufferedImage picture, PreparedImage image) {
        if (subject.truth().isEmpty()) {
            return new Truth(Optional.empty(), Optional.empty());
        }
        try {
            TruthMask marked = subject.truth().get().get();
            if (marked.width() != picture.getWidth() || marked.height() != picture.getHeight()) {
                return wrong("the annotation is of " + marked.width() + "×" + marked.height()
                        + " pixels and the picture has " + picture.getWidth() + "×" + picture.getHeight());
            }
            int width = image.input().width();
            int height = image.input().height();
            return new Truth(Optional.of(marked.onInput(image.mapping(), width, height)), Optional.empty());
        } catch (XaiException e) {
            return wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Truth wrong(String problem) {
        return new Truth(Optional.empty(), Optional.of(problem));
    }
}
