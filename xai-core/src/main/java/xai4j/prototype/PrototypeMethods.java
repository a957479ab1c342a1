package xai4j.prototype;

import java.util.List;
import xai4j.explain.Applicability;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.ActivationModel;

/** Prototype networks by name. */
public final class PrototypeMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(ExplainerDescriptor.of(
                "prototypes",
                "this looks like that: parts and the training patches they resemble (Chen 2019)",
                ActivationModel.class,
                PrototypeMethods::applicability,
                Prototypes::new));
    }

    private static Applicability applicability(ActivationModel model) {
        return model.location().flatMap(PrototypeFile::beside).isPresent()
                ? Applicability.EXACT
                : Applicability.conditional("no " + PrototypeFile.NAME
                        + " lies beside the model; for a network with prototypes, name one: prototypes=FILE");
    }
}
