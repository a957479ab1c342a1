package xai4j.evaluate.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import xai4j.evaluate.concept.ClassConcepts;

/**
 * What a model looks at over a data set.
 *
 * @param model name of the model
 * @param modelSha256 fingerprint of its file, or empty
 * @param labels names of its classes; empty where nobody tells them
 * @param outputs how many classes it tells apart
 * @param method that explained
 * @param options of the method
 * @param images how many pictures the data set has
 * @param masked for how many of the audited the object's mask is known; of the others it is estimated where backgrounds are exchanged
 * @param pictures what was audited, in the data set's order
 * @param failures pictures that could not be
 * @param classes in the order of their index
 * @param findings classes whose answers hang on the background, the surest first
 * @param concepts of the classes that were named, where they were asked for
 * @param remarks what there is to know in words: classes that the model does not have, pictures left out
 * @param comparison with another model
 */
public record AuditResult(
        String model,
        String modelSha256,
        List<String> labels,
        int outputs,
        String method,
        Map<String, String> options,
        int images,
        int masked,
        List<AuditedPicture> pictures,
        List<AuditFailure> failures,
        List<ClassAudit> classes,
        List<Finding> findings,
        List<ClassConcepts> concepts,
        List<String> remarks,
        Optional<ModelComparison> comparison) {
    /** Copies the lists. */
    public AuditResult {
        labels = List.copyOf(labels);
        pictures = List.copyOf(pictures);
        failures = List.copyOf(failures);
        classes = List.copyOf(classes);
        findings = List.copyOf(findings);
        concepts = List.copyOf(concepts);
        remarks = List.copyOf(remarks);
    }

    /** The name of a class. */
    public String label(int cls) {
        return cls >= 0 && cls < labels.size() ? labels.get(cls) : "class " + cls;
    }

    /** How many of the audited pictures the model knew. */
    public int right() {
        return (int) pictures.stream().filter(AuditedPicture::right).count();
    }

    /** The concepts of a class, where they were asked for. */
    public Optional<ClassConcepts> concepts(int cls) {
        return concepts.stream().filter(found -> found.cls() == cls).findFirst();
    }

    /** This audit with a comparison. */
    AuditResult with(ModelComparison other) {
        return new AuditResult(
                model,
                modelSha256,
                labels,
                outputs,
                method,
                options,
                images,
                masked,
                pictures,
                failures,
                classes,
                findings,
                concepts,
                remarks,
                Optional.of(other));
    }
}
