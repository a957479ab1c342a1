package xai4j.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Damages JSON as its own kind: fields and elements vanish, are doubled, or hold something odd; the same seed, the same damage. */
final class JsonMutations {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<JsonNode> ODD = List.of(
            JSON.nullNode(),
            JSON.numberNode(-1),
            JSON.numberNode(0),
            JSON.numberNode(Integer.MAX_VALUE),
            JSON.numberNode(Long.MIN_VALUE),
            JSON.numberNode(1e300),
            JSON.numberNode(0.5),
            JSON.textNode(""),
            JSON.textNode("NaN"),
            JSON.textNode("../../x"),
            JSON.booleanNode(true),
            JSON.arrayNode(),
            JSON.arrayNode().add(JSON.nullNode()),
            JSON.objectNode());

    private final Random random;

    JsonMutations(long seed) {
        random = new Random(seed);
    }

    /** A damaged copy. */
    JsonNode of(JsonNode whole) {
        JsonNode mutant = whole.deepCopy();
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) {
            List<JsonNode> holders = new ArrayList<>();
            collect(mutant, holders);
            if (!holders.isEmpty()) {
                damage(holders.get(random.nextInt(holders.size())));
            }
        }
        return mutant;
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (node.isContainerNode() && !node.isEmpty()) {
            holders.add(node);
        }
        node.forEach(child -> collect(child, holders));
    }

    private void damage(JsonNode holder) {
        JsonNode odd = ODD.get(random.nextInt(ODD.size())).deepCopy();
        int at = random.nextInt(holder.size());
        int kind = random.nextInt(4);
        if (holder instanceof ArrayNode array) {
            switch (kind) {
                case 0 -> array.remove(at);
                case 1 ->
                    array.insert(at, array.get(random.nextInt(array.size())).deepCopy());
                default -> array.set(at, odd);
            }
        } else if (holder instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(at);
            switch (kind) {
                case 0 -> object.remove(name);
                case 1 ->
                    object.set(
                            name,
                            object.get(names.get(random.nextInt(names.size()))).deepCopy());
                default -> object.set(name, odd);
            }
        }
    }
}
