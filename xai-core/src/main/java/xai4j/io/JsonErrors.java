package xai4j.io;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is wrong with a JSON text, in words for whoever wrote it; the parser's own speak of Java classes. */
public final class JsonErrors {
    private static final Pattern MISSING = Pattern.compile("Missing required creator property '([^']*)'");

    private static final Pattern VALUES = Pattern.compile("\\((JSON String, [^)]*)\\)|a valid value \\([^)]*\\)");

    private JsonErrors() {}

    /** The reason alone, with its place in the text. */
    public static String reason(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException wrong)) {
            return "it is not valid JSON: " + plain(e.getOriginalMessage()) + place(e.getLocation());
        }
        if (wrong instanceof InvalidTypeIdException type) {
            return type.getTypeId() == null
                    ? "its \"type\" is missing"
                    : "its type \"" + ControlCharacters.replaced(type.getTypeId()) + "\" is not known";
        }
        if (wrong.getCause() instanceof NullPointerException missed && !isInWords(missed)) {
            return "something is missing" + path(wrong) + place(e.getLocation());
        }
        if (wrong.getCause() instanceof RuntimeException refused && refused.getMessage() != null) {
            return refused.getMessage().lines().findFirst().orElse("");
        }
        Matcher missing = MISSING.matcher(wrong.getOriginalMessage());
        if (missing.find()) {
            return "\"" + missing.group(1) + "\" is missing" + place(e.getLocation());
        }
        if (wrong instanceof UnrecognizedPropertyException unknown) {
            return "\"" + unknown.getPropertyName() + "\" is not known" + place(e.getLocation());
        }
        String field = field(wrong);
        return (field.isEmpty() ? "it" : "\"" + field + "\"") + " is not of the expected form" + place(e.getLocation());
    }

    /** Whether somebody wrote what is missing; Java itself says what it cannot invoke. */
    private static boolean isInWords(NullPointerException e) {
        return e.getMessage() != null && !e.getMessage().startsWith("Cannot ");
    }

    /** Without the list of all that a JSON value can be. */
    private static String plain(String message) {
        return ControlCharacters.replaced(VALUES.matcher(message).replaceAll("a value"));
    }

    private static String path(JsonMappingException wrong) {
        String field = field(wrong);
        return field.isEmpty() ? "" : " in \"" + field + "\"";
    }

    private static String field(JsonMappingException wrong) {
        return wrong.getPath().stream()
                .map(step -> step.getFieldName() != null ? step.getFieldName() : Integer.toString(step.getIndex()))
                .collect(Collectors.joining("."));
    }

    private static String place(JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
