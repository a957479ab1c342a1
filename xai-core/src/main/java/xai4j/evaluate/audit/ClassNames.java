package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import xai4j.model.Model;
import xai4j.render.Pixels;
import xai4j.tensor.XaiException;

/**
 * What the classes of a model are called: as it says itself, or, where it does not, as those of the model that it is compared with, at the same positions.
 *
 * @param model its name
 * @param labels empty where nobody tells them
 * @param lender name of the model whose names they are, if it is another
 */
record ClassNames(String model, List<String> labels, Optional<String> lender) {
    private static final int SIDE = 224;

    static ClassNames of(Model model, Optional<AuditResult> namesake) {
        String name = model.spec().name();
        List<String> own = model.spec().labels();
        return namesake.filter(other -> own.isEmpty() && !other.labels().isEmpty())
                .map(other -> new ClassNames(name, other.labels(), Optional.of(other.model())))
                .orElseGet(() -> new ClassNames(name, own, Optional.empty()));
    }

    /** How many classes a model tells apart. */
    static int outputs(Model model, BufferedImage picture) {
        return model.predict(model.spec().prepare(picture).batch()).shape().dim(1);
    }

    String label(int cls) {
        return cls < labels.size() ? labels.get(cls) : "class " + cls;
    }

    /**
     * Borrowed names must be those of as many classes.
     *
     * @param asked the model of these classes, which is asked about an empty picture
     * @throws XaiException if they are not
     */
    void requireAsMany(Model asked) {
        int outputs = lender.isPresent() ? outputs(asked, Pixels.paper(SIDE, SIDE, 0)) : labels.size();
        if (outputs != labels.size()) {
            throw new XaiException(model + " does not name its classes, and has " + outputs + " where " + lender.get()
                    + " has " + labels.size()
                    + ", so that they cannot be compared by position; write their names into the file or beside it");
        }
    }

    List<String> remarks() {
        return lender.map(other -> List.of(
                        model + " does not name its classes: they are taken for those of " + other + ", by position"))
                .orElse(List.of());
    }

    /**
     * Classes are the same where their names are, and where neither model names any, where their positions are.
     *
     * @throws XaiException if that cannot be told
     */
    static void requireComparable(AuditResult first, AuditResult other) {
        boolean named = !first.labels().isEmpty();
        if (named == other.labels().isEmpty()) {
            throw new XaiException((named ? other : first).model() + " does not name its classes, and "
                    + (named ? first : other).model()
                    + " does, so that they cannot be compared; --labels FILE names those of the"
                    + " first");
        }
        if (!named && first.outputs() != other.outputs()) {
            throw new XaiException("neither " + first.model() + " nor " + other.model()
                    + " names its classes, and they have " + first.outputs() + " and " + other.outputs()
                    + ", so that they cannot be compared by position");
        }
    }
}
