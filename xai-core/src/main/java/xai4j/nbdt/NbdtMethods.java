package xai4j.nbdt;

import java.util.List;
import xai4j.explain.Applicability;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.ActivationModel;

/** Decision trees by name. */
public final class NbdtMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(
                ExplainerDescriptor.of(
                        "nbdt-soft",
                        "a tree of decisions from the last layer, probabilities multiplied (Wan 2021)",
                        ActivationModel.class,
                        NbdtMethods::applicability,
                        model -> new Nbdt(TreeRule.SOFT, model)),
                ExplainerDescriptor.of(
                        "nbdt-hard",
                        "a tree of decisions from the last layer, the likeliest child at each node (Wan 2021)",
                        ActivationModel.class,
                        NbdtMethods::applicability,
                        model -> new Nbdt(TreeRule.HARD, model)));
    }

    private static Applicability applicability(ActivationModel model) {
        return model.head().isPresent()
                ? Applicability.EXACT
                : Applicability.conditional(
                        "there is no linear head to induce a tree from; give one: hierarchy=FILE.json or hierarchy=wordnet");
    }
}
