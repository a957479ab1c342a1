package xai4j.test;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;
import xai4j.Explainers;
import xai4j.data.LabelledImages;
import xai4j.evaluate.PhotographEvidence;
import xai4j.evaluate.TruthMask;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.Finding;
import xai4j.evaluate.data.Annotations;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.image.Images;
import xai4j.model.Model;

/**
 * Where a model should look, over many pictures.
 *
 * <pre>{@code
 * assertThat(model).explainedBy("grad-cam").over(pictures).looksAt(objects).inAtLeast(0.95);
 * assertThat(model).hasNoCleverHans(ImageFolder.of(folder));
 * }</pre>
 */
public final class ModelAssert extends AbstractAssert<ModelAssert, Model> {
    private static final String DEFAULT_METHOD = "grad-cam";

    private ModelAssert(Model actual) {
        super(actual, ModelAssert.class);
    }

    /** Begins a sentence about a model. */
    public static ModelAssert assertThat(Model actual) {
        return new ModelAssert(actual);
    }

    /** Goes on about explanations by a method. */
    public Explained explainedBy(String method) {
        isNotNull();
        return explainedBy(Explainers.named(method, actual));
    }

    /** Goes on about explanations by an explainer with options of its own. */
    public Explained explainedBy(Explainer<?> explainer) {
        isNotNull();
        return new Explained(explainer);
    }

    /**
     * An audit by Grad-CAM finds no class whose answers hang on the background: explanations are sorted into kinds, and what lies off the object is exchanged
     * to see whether the answer goes with it.
     */
    public ModelAssert hasNoCleverHans(LabelledImages dataset) {
        isNotNull();
        return hasNoCleverHans(dataset, Audit.by(Explainers.named(DEFAULT_METHOD, actual)));
    }

    /** The same by an audit with settings of its own, known masks say. */
    public ModelAssert hasNoCleverHans(LabelledImages dataset, Audit audit) {
        isNotNull();
        AuditResult result = audit.run(dataset);
        if (!result.findings().isEmpty()) {
            throw failure(
                    "expected answers that do not hang on the background, but %s",
                    String.join(
                            "; ",
                            result.findings().stream().map(Finding::sentence).toList()));
        }
        return this;
    }

    /** Explanations by one method. */
    public final class Explained {
        private final Explainer<?> explainer;

        private Explained(Explainer<?> explainer) {
            this.explainer = explainer;
        }

        /** Goes on about pictures, from files. */
        public Over over(List<Path> pictures) {
            if (pictures.isEmpty()) {
                throw new IllegalArgumentException("there are no pictures, so that nothing would be tested");
            }
            return new Over(explainer, List.copyOf(pictures));
        }
    }

    /** Explanations of pictures. */
    public final class Over {
        private final Explainer<?> explainer;
        private final List<Path> pictures;

        private Over(Explainer<?> explainer, List<Path> pictures) {
            this.explainer = explainer;
            this.pictures = pictures;
        }

        /** Goes on about pictures in which most of the positive attribution, more than half, lies on the object. */
        public Where looksAt(Annotations objects) {
            return looksAt(objects, 0.5);
        }

        /** Goes on about pictures in which more than a share of the positive attribution lies on the object. */
        public Where looksAt(Annotations objects, double share) {
            return new Where(explainer, pictures, objects, share);
        }
    }

    /** Pictures whose explanation lies on the object, or does not. */
    public final class Where {
        private final Explainer<?> explainer;
        private final List<Path> pictures;
        private final Annotations objects;
        private final double share;

        private Where(Explainer<?> explainer, List<Path> pictures, Annotations objects, double share) {
            this.explainer = explainer;
            this.pictures = pictures;
            this.objects = objects;
            this.share = share;
        }

        /**
         * So many of the pictures are such; a share in [0, 1].
         *
         * @throws IllegalArgumentException if the object of a picture is not known
         */
        public ModelAssert inAtLeast(double least) {
            List<String> elsewhere = new ArrayList<>();
            String left = "";
            for (Path picture : pictures) {
                BufferedImage photograph = Images.read(picture);
                Explanation why = explainer.explain(photograph);
                TruthMask mask = mask(picture);
                if (mask.width() != photograph.getWidth() || mask.height() != photograph.getHeight()) {
                    throw new IllegalArgumentException("the object of " + picture + " is marked on "
                            + mask.width() + "×" + mask.height() + " pixels, and the photograph has "
                            + photograph.getWidth() + "×" + photograph.getHeight());
                }
                double inside = inside(why, mask);
                if (!(inside > share)) {
                    elsewhere.add(String.format(Locale.ROOT, "%s (%.0f %%)", picture.getFileName(), 100 * inside));
                    left = left.isEmpty() ? FailureEvidence.of(why, photograph, mask.place()) : left;
                }
            }
            double found = 1 - (double) elsewhere.size() / pictures.size();
            if (found < least) {
                throw failure(
                        "expected %s to look at the object in at least %.0f %% of %d pictures, it does in %.0f %%; elsewhere in %s%s",
                        explainer.model().spec().name(),
                        100 * least,
                        pictures.size(),
                        100 * found,
                        String.join(", ", elsewhere.subList(0, Math.min(5, elsewhere.size()))),
                        left);
            }
            return ModelAssert.this;
        }

        private TruthMask mask(Path picture) {
            Optional<Supplier<TruthMask>> mask = objects.of(picture);
            return mask.orElseThrow(
                            () -> new IllegalArgumentException("nothing says where the object of " + picture + " is"))
                    .get();
        }

        private static double inside(Explanation why, TruthMask mask) {
            try {
                return PhotographEvidence.of(why, 0).shareInside(mask);
            } catch (UndefinedMetricException e) {
                return 0;
            }
        }
    }
}
