package xai4j.onnx.grad;

import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/** The derivatives that users bring, found once. */
final class ProvidedRules {
    private ProvidedRules() {}

    /** Rules by qualified operator. */
    static Map<String, Rule> all() {
        return Found.RULES;
    }

    /**
     * Rules of several providers together.
     *
     * @throws IllegalStateException if two speak for one operator, or one speaks for an operator that has a rule here
     */
    static Map<String, Rule> of(Iterable<GradientRules> providers) {
        Map<String, Rule> rules = new HashMap<>();
        Map<String, GradientRules> owners = new HashMap<>();
        for (GradientRules provider : providers) {
            for (String operator : provider.operators()) {
                String name = provider.domain() + "." + operator;
                if (provider.domain().isEmpty() || OperatorRules.all().containsKey(name)) {
                    throw new IllegalStateException(nameOf(provider) + " brings a rule for "
                            + (provider.domain().isEmpty() ? operator : name) + ", which is not a user's to give");
                }
                GradientRules other = owners.put(name, provider);
                if (other != null) {
                    throw new IllegalStateException(
                            nameOf(other) + " and " + nameOf(provider) + " both bring a rule for " + name);
                }
                rules.put(name, provider::backward);
            }
        }
        return Map.copyOf(rules);
    }

    private static String nameOf(GradientRules provider) {
        return provider.getClass().getName();
    }

    /** Made when it is first needed. */
    private static final class Found {
        static final Map<String, Rule> RULES = of(ServiceLoader.load(GradientRules.class));
    }
}
