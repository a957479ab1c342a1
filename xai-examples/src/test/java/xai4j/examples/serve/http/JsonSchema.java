package xai4j.examples.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** As much of JSON Schema as our description uses; a keyword that it does not know is a fault of the description. */
final class JsonSchema {
    private static final List<String> KNOWN = List.of(
            "$ref",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minItems",
            "maxItems",
            "enum",
            "oneOf",
            "description",
            "default",
            "examples",
            "contentEncoding",
            "contentMediaType",
            "pattern");

    private final JsonNode document;

    JsonSchema(JsonNode document) {
        this.document = document;
    }

    /** What is wrong with a value, a line each. */
    List<String> faults(JsonNode schema, JsonNode value, String where) {
        List<String> faults = new ArrayList<>();
        schema.fieldNames().forEachRemaining(keyword -> {
            if (!KNOWN.contains(keyword)) {
                faults.add("unknown keyword " + keyword);
            }
        });
        if (schema.has("$ref")) {
            return faults(document.at(schema.get("$ref").asText().substring(1)), value, where);
        }
        if (schema.has("type") && !isOf(schema.get("type"), value)) {
            faults.add(where + " is no " + schema.get("type") + ": " + shortened(value));
            return faults;
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            faults.add(where + " is none of " + schema.get("enum") + ": " + value);
        }
        if (schema.has("oneOf") && matching(schema.get("oneOf"), value) != 1) {
            faults.add(where + " fits not exactly one of the forms: " + shortened(value));
        }
        if (value.isObject()) {
            object(schema, value, where, faults);
        }
        if (value.isArray()) {
            array(schema, value, where, faults);
        }
        return faults;
    }

    private void object(JsonNode schema, JsonNode value, String where, List<String> faults) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                faults.add(where + " has no " + name);
            }
        }
        JsonNode more = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            if (!known.isMissingNode()) {
                faults.addAll(faults(known, field.getValue(), where + "." + field.getKey()));
            } else if (more.isObject()) {
                faults.addAll(faults(more, field.getValue(), where + "." + field.getKey()));
            } else if (more.isBoolean() && !more.asBoolean()) {
                faults.add(where + " has an unknown " + field.getKey());
            }
        }
    }

    private void array(JsonNode schema, JsonNode value, String where, List<String> faults) {
        if (value.size() < schema.path("minItems").asInt(0)
                || value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
            faults.add(where + " has " + value.size() + " items");
        }
        for (int i = 0; schema.has("items") && i < value.size() && faults.size() < 10; i++) {
            faults.addAll(faults(schema.get("items"), value.get(i), where + "[" + i + "]"));
        }
    }

    private long matching(JsonNode forms, JsonNode value) {
        int count = 0;
        for (JsonNode form : forms) {
            count += faults(form, value, "").isEmpty() ? 1 : 0;
        }
        return count;
    }

    private static boolean contains(JsonNode all, JsonNode value) {
        for (JsonNode one : all) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (isOf(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> false;
        };
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.substring(0, Math.min(80, text.length()));
    }
}
