package xai4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import xai4j.tensor.XaiException;

/**
 * What a method can say and what it cannot, a sentence each.
 *
 * @param can what its numbers mean
 * @param cannot how they are misread
 */
public record MethodNotes(String can, String cannot) {
    private static final String FILE = "methods.properties";
    private static final Properties TEXTS = read();

    /** The notes on a method; on one that the library does not know, what holds for all. */
    public static MethodNotes of(String method) {
        return new MethodNotes(text(method, "can"), text(method, "cannot"));
    }

    /** Whether a method has notes of its own. */
    static boolean knows(String method) {
        return TEXTS.containsKey(method + ".can") && TEXTS.containsKey(method + ".cannot");
    }

    private static String text(String method, String side) {
        return TEXTS.getProperty(method + "." + side, TEXTS.getProperty("other." + side));
    }

    private static Properties read() {
        Properties texts = new Properties();
        try (InputStream in = MethodNotes.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new XaiException("the library is not whole: its resource " + FILE + " is missing");
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return texts;
        } catch (IOException e) {
            throw new XaiException("the library is not whole: its resource " + FILE + " cannot be read", e);
        }
    }
}
