package xai4j.json;

import com.fasterxml.jackson.databind.JsonNode;

/** Whole numbers out of a JSON object, or a word on what is wrong with them. */
final class IntegersJson {
    private IntegersJson() {}

    /** An array of whole numbers. */
    static int[] of(JsonNode object, String field) {
        JsonNode array = object.path(field);
        if (!array.isArray()) {
            throw new IllegalArgumentException("\"" + field + "\" is missing or no array");
        }
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = integer(array.get(i), field);
        }
        return values;
    }

    /** One whole number. */
    static int one(JsonNode object, String field) {
        return integer(object.path(field), field);
    }

    private static int integer(JsonNode value, String field) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException("\"" + field + "\" is missing or no whole number");
        }
        return value.intValue();
    }
}
