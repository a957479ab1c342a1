package xai4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.io.Services;
import xai4j.tensor.XaiException;

/** The methods that providers bring, each name once. */
final class MethodRegistry {
    private MethodRegistry() {}

    /**
     * All methods, sorted by name.
     *
     * @throws XaiException if two of them have one name; the message names both providers and where they come from
     */
    static List<ExplainerDescriptor> of(List<MethodProvider> providers) {
        Map<String, MethodProvider> owners = new HashMap<>();
        List<ExplainerDescriptor> methods = new ArrayList<>();
        for (MethodProvider provider : providers) {
            for (ExplainerDescriptor method : provider.methods()) {
                MethodProvider other = owners.put(method.name(), provider);
                if (other != null) {
                    throw new XaiException("the method \"" + method.name() + "\" is there twice: from "
                            + Services.origin(other) + " and from " + Services.origin(provider)
                            + "; rename one or take it off the class path");
                }
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(ExplainerDescriptor::name));
        return List.copyOf(methods);
    }
}
