package xai4j.examples.serve.web;

import xai4j.Explainers;
import xai4j.examples.serve.RequestException;
import xai4j.examples.serve.ServedModel;
import xai4j.explain.Explainer;
import xai4j.explain.Target;
import xai4j.model.DifferentiableModel;
import xai4j.nbdt.DecisionModel;
import xai4j.nbdt.Nbdt;
import xai4j.nbdt.hierarchy.Hierarchy;

/** What decided at one node of a tree. */
final class TreeDecision {
    private TreeDecision() {}

    /**
     * The Grad-CAM of a branch against its siblings.
     *
     * @param node number of the child that the path takes
     * @throws RequestException if the model has no tree, no gradients or no such node
     */
    static Explainer<?> explainer(ServedModel served, int node) {
        if (!served.can("nbdt-soft") || !(served.explainer("nbdt-soft") instanceof Nbdt decisions)) {
            throw new RequestException(RequestException.UNPROCESSABLE, served.name() + " is read by no tree");
        }
        Hierarchy tree = decisions.hierarchy();
        DifferentiableModel network = served.model()
                .as(DifferentiableModel.class)
                .filter(model -> served.can("grad-cam"))
                .orElseThrow(() -> new RequestException(
                        RequestException.UNPROCESSABLE, served.name() + " has no gradients to say what decided"));
        if (node < 0 || node >= tree.nodes().size() || node == tree.root()) {
            throw new RequestException(RequestException.BAD, "there is no decision for node " + node);
        }
        return Explainers.gradCam(DecisionModel.of(network, tree)).target(Target.index(node));
    }
}
