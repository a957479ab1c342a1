package xai4j.evaluate.audit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import xai4j.data.LabelledImages;
import xai4j.evaluate.concept.ClassConcepts;
import xai4j.evaluate.concept.ConceptSearch;
import xai4j.explain.Explainer;
import xai4j.explain.Progress;
import xai4j.io.Sha256;
import xai4j.model.ActivationModel;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.tensor.XaiException;

/**
 * What a model looks at over a whole data set. Immutable: withers give other audits.
 *
 * <p>Each picture is explained once, for the class that the model names. The answers of a class are grouped by where their evidence lies (SpRAy), and every
 * group is put to the test: its objects before other backgrounds, other objects before its backgrounds. A class whose answers hang on the background far
 * more often than other classes' do, or whose backgrounds alone make other objects its own, is a finding.
 */
public final class Audit {
    private final Explainer<?> explainer;
    private final ObjectMasks masks;
    private final AuditBudget budget;
    private final Progress listener;
    private final int concepts;
    private final boolean keep;
    private final boolean thorough;
    private final Optional<AuditResult> namesake;

    private Audit(
            Explainer<?> explainer,
            ObjectMasks masks,
            AuditBudget budget,
            Progress listener,
            int concepts,
            boolean keep,
            boolean thorough,
            Optional<AuditResult> namesake) {
        this.explainer = explainer;
        this.masks = masks;
        this.budget = budget;
        this.listener = listener;
        this.concepts = concepts;
        this.keep = keep;
        this.thorough = thorough;
        this.namesake = namesake;
    }

    /** An audit by a method that gives numbers to places, such as Grad-CAM, of the predicted class. */
    public static Audit by(Explainer<?> explainer) {
        return new Audit(
                explainer, ObjectMasks.NONE, AuditBudget.NONE, Progress.SILENT, 0, false, false, Optional.empty());
    }

    /** With masks that say where the objects are. */
    public Audit masks(ObjectMasks known) {
        return new Audit(explainer, known, budget, listener, concepts, keep, thorough, namesake);
    }

    /** At most at this cost. */
    public Audit budget(AuditBudget most) {
        return new Audit(explainer, masks, most, listener, concepts, keep, thorough, namesake);
    }

    /** With a listener that hears how many pictures are done. */
    public Audit onProgress(Progress progress) {
        return new Audit(explainer, masks, budget, progress, concepts, keep, thorough, namesake);
    }

    /**
     * With every group of answers put to the whole test, which costs some hundred passes of the model for each. Without it a few exchanged backgrounds per class are
     * tried first, and only groups of which these leave room for a finding go on.
     */
    public Audit thorough() {
        return new Audit(explainer, masks, budget, listener, concepts, keep, true, namesake);
    }

    /** The file of a run stays at its end, for who deletes it when what was found is safe. */
    public Audit keepingProgress() {
        return new Audit(explainer, masks, budget, listener, concepts, true, thorough, namesake);
    }

    /**
     * Also with the concepts of each class ({@link ConceptSearch}), which cost sixteen or more passes of the model for each of at most forty pictures of a class.
     *
     * @param perClass how many, {@link ConceptSearch#USUAL} as a rule; 0 for none
     * @throws IllegalArgumentException if they are too many
     * @throws XaiException if the model has no feature map in which to find them
     */
    public Audit concepts(int perClass) {
        if (perClass > 0) {
            search(perClass);
        }
        return new Audit(explainer, masks, budget, listener, perClass, keep, thorough, namesake);
    }

    /**
     * For a model that is to be compared with another one. Where it does not name its classes, they are called as the other's at the same positions, which the result says; it then
     * must have as many.
     *
     * @param first what was found of the other
     */
    public Audit namedLike(AuditResult first) {
        return new Audit(explainer, masks, budget, listener, concepts, keep, thorough, Optional.of(first));
    }

    private ConceptSearch search(int perClass) {
        Model model = explainer.model();
        ActivationModel open = model.as(ActivationModel.class)
                .orElseThrow(() -> new XaiException("concepts are found in a model's feature maps: "
                        + model.obstacle(ActivationModel.class).orElse("it shows none")));
        return ConceptSearch.on(open).concepts(perClass).masks(masks::of);
    }

    private List<ClassConcepts> concepts(LabelledImages images, List<AuditedPicture> pictures) {
        if (concepts == 0) {
            return List.of();
        }
        ConceptSearch search = search(concepts);
        Map<Integer, List<Integer>> named = pictures.stream()
                .collect(Collectors.groupingBy(
                        AuditedPicture::predicted,
                        TreeMap::new,
                        Collectors.mapping(AuditedPicture::index, Collectors.toList())));
        return named.entrySet().stream()
                .map(entry -> search.of(entry.getKey(), images, entry.getValue()))
                .toList();
    }

    /**
     * Checks, before anything is explained, that the model has one of a data set's classes; of one that names none nothing can be said.
     *
     * @return this
     * @throws XaiException if it has none of them
     */
    public Audit requireClassesOf(LabelledImages images) {
        ModelSpec spec = explainer.model().spec();
        if (!spec.labels().isEmpty()) {
            ClassMatch.of(spec.name(), spec.labels(), images);
        }
        return this;
    }

    /**
     * Runs.
     *
     * @throws XaiException if the model has none of the data set's classes, or no picture could be audited
     */
    public AuditResult run(LabelledImages images) {
        return resumable(images, null);
    }

    /**
     * Runs, or goes on with what an earlier run did.
     *
     * @param file to which every picture that is done is added; deleted at the end, unless {@linkplain #keepingProgress() it is kept}
     * @throws XaiException also if the file cannot be written, or is of another audit
     */
    public AuditResult run(LabelledImages images, Path file) {
        return resumable(images, file);
    }

    private AuditResult resumable(LabelledImages images, @Nullable Path file) {
        ClassNames names = ClassNames.of(explainer.model(), namesake);
        names.requireAsMany(explainer.model());
        ClassMatch match = ClassMatch.of(explainer.model().spec().name(), names.labels(), images);
        AuditPass pass = new AuditPass(explainer, images, masks, match);
        if (file == null) {
            return judged(images, names, match, pass.run(budget, null, listener));
        }
        try (AuditProgress progress = new AuditProgress(file, head(images))) {
            AuditResult result = judged(images, names, match, pass.run(budget, progress, listener));
            if (!keep) {
                progress.delete();
            }
            return result;
        }
    }

    /**
     * Compares with another model on the same pictures.
     *
     * @param result of this model
     * @param other of the other model, on the same data set
     * @throws XaiException if one of them names its classes and the other does not ({@link #namedLike}), or neither does and they have different numbers of them
     */
    public static AuditResult compared(AuditResult result, AuditResult other) {
        ClassNames.requireComparable(result, other);
        return result.with(ModelComparison.of(result, other));
    }

    private String head(LabelledImages images) {
        StringBuilder text = new StringBuilder();
        text.append(explainer.model().spec().name())
                .append('\n')
                .append(explainer.model().spec().sha256());
        text.append('\n')
                .append(explainer.method())
                .append('\n')
                .append(new TreeMap<>(explainer.options().describe()))
                .append('\n')
                .append(masks.source());
        for (int i = 0; i < images.size(); i++) {
            text.append('\n').append(images.name(i));
        }
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private AuditResult judged(LabelledImages images, ClassNames names, ClassMatch match, AuditPass.Outcome outcome) {
        List<AuditedPicture> pictures = outcome.pictures();
        Model model = explainer.model();
        if (pictures.isEmpty()) {
            throw new XaiException("none of " + images.size() + " pictures could be audited"
                    + outcome.failures().stream()
                            .findFirst()
                            .map(first -> "; the first, " + first.name() + ": " + first.reason())
                            .orElse(""));
        }
        int outputs = ClassNames.outputs(model, images.image(pictures.get(0).index()));
        Interventions interventions = new Interventions(new ScenePasses(model, images, masks), pictures, thorough);
        List<ClassAudit> classes = new ClassAudits(pictures, interventions, names::label).all();
        int masked = (int) pictures.stream()
                .filter(picture -> !Double.isNaN(picture.onObject()))
                .count();
        return new AuditResult(
                model.spec().name(),
                model.spec().sha256(),
                names.labels(),
                outputs,
                explainer.method(),
                explainer.options().describe(),
                images.size(),
                masked,
                pictures,
                outcome.failures(),
                classes,
                Findings.of(classes),
                concepts(images, pictures),
                remarks(images, names, match, outcome),
                Optional.empty());
    }

    private static List<String> remarks(
            LabelledImages images, ClassNames names, ClassMatch match, AuditPass.Outcome outcome) {
        List<String> remarks = new ArrayList<>(match.remarks());
        remarks.addAll(names.remarks());
        int audited = outcome.pictures().size();
        int failed = outcome.failures().size();
        if (failed > 0) {
            AuditFailure first = outcome.failures().get(0);
            remarks.add(failed + " of " + (audited + failed) + " pictures could not be audited; the first: "
                    + first.reason());
        }
        if (outcome.left() > 0) {
            remarks.add("the time was over before " + outcome.left() + " pictures were begun");
        }
        int chosen = audited + failed + outcome.left();
        if (chosen < images.size()) {
            remarks.add(chosen + " of " + images.size() + " pictures were chosen, spread over the classes");
        }
        return remarks;
    }
}
