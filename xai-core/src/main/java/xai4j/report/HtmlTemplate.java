package xai4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import xai4j.tensor.XaiException;

/**
 * A page with holes, one of this package's resources. What is put into {@code {{holes}}} is escaped, for elements and for quoted attributes;
 * style and script, which are our own, come in whole.
 */
public final class HtmlTemplate {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Template template;
    private final Map<String, Object> inlined = new HashMap<>();

    private HtmlTemplate(String page, String script) {
        template = Mustache.compiler().escapeHTML(true).compile(resource(page));
        inlined.put("style", resource("report.css"));
        inlined.put("script", resource(script));
    }

    /**
     * Reads a page and its script.
     *
     * @param page name of a resource of this package
     * @param script name of another, whose text stands in the page
     */
    public static HtmlTemplate of(String page, String script) {
        return new HtmlTemplate(page, script);
    }

    /** The page with its holes filled; each of them must be given. */
    public String fill(Map<String, ?> values) {
        Map<String, Object> all = new HashMap<>(inlined);
        all.putAll(values);
        return template.execute(all);
    }

    /** Values as JSON that may stand in a script element: nothing in it ends the element. */
    public static String json(Object values) {
        try {
            return JSON.writeValueAsString(values)
                    .replace("<", "\\u003c")
                    .replace("\u2028", "\\u2028")
                    .replace("\u2029", "\\u2029");
        } catch (JsonProcessingException e) {
            throw new XaiException("cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlTemplate.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new XaiException("the library is not whole: its resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new XaiException("the library is not whole: its resource " + name + " cannot be read", e);
        }
    }
}
