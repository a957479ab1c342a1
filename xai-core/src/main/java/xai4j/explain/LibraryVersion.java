package xai4j.explain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this library. It stands in a resource beside this class and not in the jar's manifest: on a module path no manifest is
 * read, and in a shaded jar the manifest is somebody else's.
 */
final class LibraryVersion {
    static final String VERSION = read();

    private LibraryVersion() {}

    private static String read() {
        try (InputStream resource = LibraryVersion.class.getResourceAsStream("library.properties")) {
            if (resource == null) {
                return "development";
            }
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("the library's own version cannot be read", e);
        }
    }
}
