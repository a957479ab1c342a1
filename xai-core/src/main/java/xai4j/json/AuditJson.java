package xai4j.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.AuditedPicture;
import xai4j.evaluate.audit.BackgroundTest;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.EvidenceGroup;
import xai4j.evaluate.audit.EvidenceMap;
import xai4j.evaluate.audit.Finding;
import xai4j.evaluate.audit.ModelComparison;
import xai4j.evaluate.concept.ClassConcepts;
import xai4j.evaluate.concept.Concept;
import xai4j.evaluate.concept.ConceptCrop;
import xai4j.evaluate.concept.SubConcept;
import xai4j.explain.Provenance;
import xai4j.io.AtomicFile;
import xai4j.tensor.XaiException;

/** Audits as JSON, for programs. Pictures are named by their path in the data set; what is not known is {@code null}. */
public final class AuditJson {
    /** The form that is written. */
    public static final int SCHEMA = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AuditResult result;

    private AuditJson(AuditResult result) {
        this.result = result;
    }

    /** An audit as JSON text. */
    public static String write(AuditResult result) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new AuditJson(result).all());
        } catch (JsonProcessingException e) {
            throw new XaiException("cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Writes an audit to a file, whole or not at all. */
    public static void write(AuditResult result, Path path) {
        AtomicFile.write(path, out -> out.write(write(result).getBytes(StandardCharsets.UTF_8)));
    }

    private ObjectNode all() {
        ObjectNode json = JSON.createObjectNode().put("schema", SCHEMA).put("version", Provenance.libraryVersion());
        json.putObject("model")
                .put("name", result.model())
                .put("sha256", result.modelSha256())
                .put("classes", result.outputs());
        ObjectNode method = json.putObject("method").put("name", result.method());
        result.options().forEach(method.putObject("options")::put);
        json.putObject("data")
                .put("pictures", result.images())
                .put("audited", result.pictures().size())
                .put("masked", result.masked())
                .put("failed", result.failures().size());
        number(json, "accuracy", (double) result.right() / result.pictures().size());
        add(json.putArray("remarks"), result.remarks());
        findings(json.putArray("findings"), result.findings());
        ArrayNode classes = json.putArray("classes");
        result.classes().forEach(cls -> classes.add(of(cls)));
        result.comparison().ifPresent(comparison -> json.set("comparison", of(comparison)));
        ArrayNode failures = json.putArray("failures");
        result.failures()
                .forEach(failure ->
                        failures.addObject().put("name", failure.name()).put("reason", failure.reason()));
        ArrayNode pictures = json.putArray("pictures");
        result.pictures().forEach(picture -> pictures.add(of(picture)));
        return json;
    }

    private void findings(ArrayNode array, List<Finding> findings) {
        for (Finding finding : findings) {
            ObjectNode json = array.addObject()
                    .put("class", result.label(finding.cls()))
                    .put("index", finding.cls())
                    .put("share", finding.share())
                    .put("hanging", finding.hanging())
                    .put("chance", finding.chance());
            finding.groups().forEach(json.putArray("groups")::add);
            json.put("sentence", finding.sentence());
        }
    }

    private ObjectNode of(AuditedPicture picture) {
        ObjectNode json = JSON.createObjectNode().put("name", picture.name());
        json.put("label", picture.label() < 0 ? null : result.label(picture.label()))
                .put("predicted", result.label(picture.predicted()))
                .put("score", picture.score())
                .put("right", picture.right());
        shares(json, picture.onObject(), picture.onBorder(), picture.inCorners());
        return json;
    }

    private ObjectNode of(ClassAudit cls) {
        ObjectNode json = JSON.createObjectNode()
                .put("label", cls.label())
                .put("index", cls.index())
                .put("pictures", cls.pictures())
                .put("right", cls.right())
                .put("named", cls.named());
        number(json, "accuracy", cls.accuracy());
        ArrayNode confusions = json.putArray("confusions");
        cls.confusions()
                .forEach((as, count) ->
                        confusions.addObject().put("as", result.label(as)).put("count", count));
        shares(json, cls.onObject(), cls.onBorder(), cls.inCorners());
        cls.mean().ifPresent(map -> json.set("meanMap", of(map)));
        cls.registered().ifPresent(map -> json.set("meanMapAroundObject", of(map)));
        json.put("grouping", cls.grouping());
        cls.eigenvalues().forEach(json.putArray("eigenvalues")::add);
        ArrayNode groups = json.putArray("groups");
        cls.groups().forEach(group -> groups.add(of(group)));
        names(json.putArray("mostTypical"), cls.mostTypical());
        names(json.putArray("leastTypical"), cls.leastTypical());
        names(json.putArray("suspicious"), cls.suspicious());
        names(json.putArray("instructive"), cls.instructive());
        result.concepts(cls.index()).ifPresent(concepts -> json.set("concepts", of(concepts)));
        return json;
    }

    private static ObjectNode of(ClassConcepts concepts) {
        ObjectNode json = JSON.createObjectNode()
                .put("layer", concepts.layer())
                .put("earlierLayer", concepts.earlier().isEmpty() ? null : concepts.earlier())
                .put("pictures", concepts.pictures())
                .put("remark", concepts.remark());
        number(json, "explained", concepts.explained());
        number(json, "objectArea", concepts.objectArea());
        ArrayNode found = json.putArray("found");
        for (Concept concept : concepts.concepts()) {
            ObjectNode its = found.addObject();
            number(its, "importance", concept.importance());
            number(its, "standardError", concept.standardError());
            number(its, "onObject", concept.onObject());
            crops(its.putArray("crops"), concept.crops());
            ArrayNode parts = its.putArray("parts");
            for (SubConcept part : concept.parts()) {
                ObjectNode one = parts.addObject().put("share", part.share());
                number(one, "importance", part.importance());
                crops(one.putArray("crops"), part.crops());
            }
        }
        return json;
    }

    private static void crops(ArrayNode array, List<ConceptCrop> crops) {
        for (ConceptCrop crop : crops) {
            ObjectNode one = array.addObject().put("picture", crop.name()).put("strength", crop.strength());
            one.putArray("box")
                    .add(crop.left())
                    .add(crop.top())
                    .add(crop.right())
                    .add(crop.bottom());
        }
    }

    private static ObjectNode of(BackgroundTest test) {
        ObjectNode json = JSON.createObjectNode()
                .put("objectsEstimated", test.estimated())
                .put("asked", test.extent().text())
                .put("answers", test.answers())
                .put("hanging", test.hanging());
        ArrayNode interval = json.putArray("hangingInterval");
        test.hangingInterval().ifPresent(found -> interval.add(found.low()).add(found.high()));
        number(json, "usual", test.usual());
        json.put("swaps", test.swaps())
                .put("lost", test.lost())
                .put("objects", test.objects())
                .put("trials", test.trials())
                .put("pulled", test.pulled())
                .put("pulledByOthers", test.pulledByOthers())
                .put("pullChance", test.pValue());
        ObjectNode shift = json.putObject("shift");
        number(shift, "answers", test.shift().answers());
        number(shift, "others", test.shift().others());
        shift.put("chance", test.shift().chance());
        json.put("alikeChance", test.alike())
                .put("lostWithoutRegion", test.regionLost().orElse(null));
        return json;
    }

    private ObjectNode of(EvidenceGroup group) {
        ObjectNode json =
                JSON.createObjectNode().put("size", group.pictures().size()).put("share", group.share());
        shares(json, group.onObject(), group.onBorder(), group.inCorners());
        json.set("backgrounds", of(group.test()));
        json.set("meanMap", of(group.mean()));
        names(json.putArray("pictures"), group.pictures());
        return json;
    }

    private ObjectNode of(ModelComparison other) {
        ObjectNode json = JSON.createObjectNode();
        json.putObject("model").put("name", other.model()).put("sha256", other.modelSha256());
        json.put("pictures", other.pictures())
                .put("right", other.right())
                .put("rightOther", other.rightOther())
                .put("chance", other.pValue());
        number(json, "likeness", other.meanLikeness());
        names(json.putArray("lost"), other.lost());
        names(json.putArray("gained"), other.gained());
        names(json.putArray("moved"), other.moved());
        ArrayNode changes = json.putArray("classes");
        for (ModelComparison.ClassChange change : other.changes()) {
            ObjectNode its = changes.addObject()
                    .put("label", result.label(change.cls()))
                    .put("pictures", change.pictures())
                    .put("likeness", change.likeness());
            number(its, "onObject", change.onObject());
            number(its, "onObjectOther", change.onObjectOther());
        }
        ArrayNode findings = json.putArray("findings");
        other.findings().forEach(finding -> findings.add(finding.sentence()));
        add(json.putArray("remarks"), other.remarks());
        return json;
    }

    private static ArrayNode of(EvidenceMap map) {
        ArrayNode rows = JSON.createArrayNode();
        float[] cells = map.cells();
        for (int y = 0; y < EvidenceMap.SIDE; y++) {
            ArrayNode row = rows.addArray();
            for (int x = 0; x < EvidenceMap.SIDE; x++) {
                row.add(cells[y * EvidenceMap.SIDE + x]);
            }
        }
        return rows;
    }

    private static void shares(ObjectNode json, double onObject, double onBorder, double inCorners) {
        ObjectNode shares = json.putObject("evidence");
        number(shares, "onObject", onObject);
        number(shares, "onBorder", onBorder);
        number(shares, "inCorners", inCorners);
    }

    private static void number(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }

    private void names(ArrayNode array, List<Integer> positions) {
        positions.forEach(i -> array.add(result.pictures().get(i).name()));
    }

    private static void add(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
