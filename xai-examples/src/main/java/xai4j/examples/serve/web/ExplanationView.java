package xai4j.examples.serve.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.IntStream;
import xai4j.examples.serve.http.ExplanationAnswer;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Box;
import xai4j.image.PixelMapping;
import xai4j.nbdt.Decision;
import xai4j.nbdt.DecisionPath;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.prototype.ClassShare;
import xai4j.prototype.PrototypeMatch;
import xai4j.prototype.PrototypeMatches;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** An explanation as a page draws it: numbers on a grid or in regions, matches with their patches, or a tree; places in shares of the picture's sides. */
final class ExplanationView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Explanation explanation;
    private final int width;
    private final int height;

    /**
     * A view.
     *
     * @param width of the photograph
     * @param height of the photograph
     */
    ExplanationView(Explanation explanation, int width, int height) {
        this.explanation = explanation;
        this.width = width;
        this.height = height;
    }

    ObjectNode json() {
        ObjectNode node = JSON.objectNode();
        ArrayNode targets = node.putArray("targets");
        explanation.targets().forEach(target -> {
            ObjectNode one = targets.addObject();
            one.put("index", target.index()).put("label", target.label()).put("score", target.score());
            target.box().ifPresent(box -> one.putArray("box")
                    .add(box.left() / width)
                    .add(box.top() / height)
                    .add(box.right() / width)
                    .add(box.bottom() / height));
        });
        explanation.diagnostics().verdicts().forEach(node.putArray("verdicts")::add);
        ObjectNode measures = node.putObject("measures");
        explanation.diagnostics().measures().forEach((name, value) -> {
            if (Double.isFinite(value)) {
                measures.put(name, value);
            }
        });
        node.set("provenance", ExplanationAnswer.provenance(explanation));
        body(node);
        return node;
    }

    private void body(ObjectNode node) {
        if (explanation instanceof SaliencyMap map) {
            map(node.put("kind", "map"), map);
        } else if (explanation instanceof SegmentAttribution regions) {
            regions(node.put("kind", "regions"), regions);
        } else if (explanation instanceof PrototypeMatches matches) {
            prototypes(node.put("kind", "prototypes"), matches);
        } else if (explanation instanceof DecisionPath path) {
            tree(node.put("kind", "tree"), path);
        } else {
            node.put("kind", "sheet");
        }
    }

    private void map(ObjectNode node, SaliencyMap map) {
        Shape shape = map.values().shape();
        boolean input = shape.rank() == 4;
        node.put("signed", input);
        node.put("rows", shape.dim(shape.rank() - 2)).put("columns", shape.dim(shape.rank() - 1));
        ArrayNode planes = node.putArray("values");
        for (int t = 0; t < map.targets().size(); t++) {
            floats(
                    planes.addArray(),
                    input ? summed(map.values().row(t)) : map.values().row(t).toArray());
        }
        place(node, map.mapping(), map.inputWidth(), map.inputHeight());
    }

    /** The sum over the channels. */
    private static float[] summed(Tensor values) {
        int channels = values.shape().dim(0);
        float[] sums = new float[values.size() / channels];
        for (int i = 0; i < sums.length; i++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += values.at(c * sums.length + i);
            }
            sums[i] = (float) sum;
        }
        return sums;
    }

    private void regions(ObjectNode node, SegmentAttribution regions) {
        node.put("signed", true);
        node.put("rows", regions.segmentation().height())
                .put("columns", regions.segmentation().width());
        ArrayNode ids = node.putArray("ids");
        for (int id : regions.segmentation().ids()) {
            ids.add(id);
        }
        ArrayNode values = node.putArray("values");
        for (int t = 0; t < regions.targets().size(); t++) {
            floats(values.addArray(), regions.values().row(t).toArray());
        }
        regions.standardErrors().ifPresent(errors -> {
            ArrayNode all = node.putArray("errors");
            for (int t = 0; t < regions.targets().size(); t++) {
                floats(all.addArray(), errors.row(t).toArray());
            }
        });
        place(
                node,
                regions.mapping(),
                regions.segmentation().width(),
                regions.segmentation().height());
    }

    private static void floats(ArrayNode node, float... values) {
        for (float value : values) {
            node.add(value);
        }
    }

    private void place(ObjectNode node, PixelMapping mapping, int inputWidth, int inputHeight) {
        corners(node.putArray("place"), mapping, 0, 0, inputWidth, inputHeight);
    }

    private void corners(ArrayNode node, PixelMapping mapping, double left, double top, double right, double bottom) {
        node.add(mapping.photoX(left) / width)
                .add(mapping.photoY(top) / height)
                .add(mapping.photoX(right) / width)
                .add(mapping.photoY(bottom) / height);
    }

    private void prototypes(ObjectNode node, PrototypeMatches matches) {
        ArrayNode all = node.putArray("matches");
        ArrayNode sums = node.putArray("sums");
        for (int t = 0; t < matches.targets().size(); t++) {
            ArrayNode ofTarget = all.addArray();
            matches.matches().get(t).forEach(match -> match(ofTarget.addObject(), match, matches));
            ObjectNode sum = sums.addObject()
                    .put("bias", matches.biases().at(t))
                    .put("logit", matches.logit(t))
                    .put("prototypes", matches.similarities().size());
            if (t < matches.shares().size()) {
                ClassShare sure = matches.shares().get(t);
                sum.put("share", sure.share()).put("next", sure.next()).put("nextShare", sure.nextShare());
            }
        }
    }

    private void match(ObjectNode node, PrototypeMatch match, PrototypeMatches matches) {
        node.put("prototype", match.prototype()).put("label", match.label());
        node.put("similarity", match.similarity()).put("weight", match.weight());
        node.put("points", match.contribution());
        node.put("sentence", match.sentence());
        Box box = matches.shownBox(match);
        corners(node.putArray("box"), matches.mapping(), box.left(), box.top(), box.right(), box.bottom());
        ObjectNode patch = node.putObject("patch").put("source", match.patch().source());
        patch.put("png", match.patch().png());
        match.patch().box().ifPresent(at -> patch.putArray("box")
                .add(at.left())
                .add(at.top())
                .add(at.right())
                .add(at.bottom()));
        match.because().ifPresent(why -> {
            ObjectNode because = node.putObject("because").put("words", why.words());
            ArrayNode bars = because.putArray("bars");
            why.importance().forEach((characteristic, value) -> bars.addObject()
                    .put("name", characteristic.name().toLowerCase(java.util.Locale.ROOT))
                    .put("value", value));
        });
    }

    private static void tree(ObjectNode node, DecisionPath path) {
        Hierarchy hierarchy = path.hierarchy();
        node.put("root", hierarchy.root()).put("classes", hierarchy.classes());
        ArrayNode nodes = node.putArray("nodes");
        hierarchy.nodes().forEach(one -> {
            ObjectNode added = nodes.addObject().put("name", one.name());
            one.children().forEach(added.putArray("children")::add);
        });
        double[] reached = new double[hierarchy.nodes().size()];
        path.nodes().forEach(inner -> IntStream.range(0, inner.probabilities().size())
                .forEach(c ->
                        reached[hierarchy.nodes().get(inner.node()).children().get(c)] =
                                inner.probabilities().get(c)));
        reached[hierarchy.root()] = 1;
        ArrayNode probabilities = node.putArray("probabilities");
        for (double one : reached) {
            probabilities.add(one);
        }
        ArrayNode paths = node.putArray("paths");
        for (int t = 0; t < path.targets().size(); t++) {
            ArrayNode decisions = paths.addArray();
            for (Decision decision : path.paths().get(t)) {
                decisions
                        .addObject()
                        .put("node", decision.node())
                        .put("chosen", decision.chosen())
                        .put("name", decision.name())
                        .put("probability", decision.probability())
                        .put("entropy", decision.entropy());
            }
        }
        node.put("sentence", path.sentence(0));
        node.put("probability", path.pathProbability(0));
    }
}
