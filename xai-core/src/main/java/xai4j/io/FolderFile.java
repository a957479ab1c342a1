package xai4j.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import xai4j.tensor.XaiException;

/** Files that a description names beside itself: whoever wrote it must not make us read any others. */
public final class FolderFile {
    private FolderFile() {}

    /**
     * A file of a folder, or of a folder within, by a name that somebody else wrote; it need not be there.
     *
     * @param folder where the description lies
     * @param name relative, and not out of the folder, be it by {@code ..} or by symbolic links
     * @throws XaiException if it leads out of the folder
     */
    public static Path inside(Path folder, String name) {
        Path home = folder.toAbsolutePath().normalize();
        Path file = home.resolve(name).normalize();
        if (Path.of(name).isAbsolute() || !file.startsWith(home) || leadsOut(home, file)) {
            throw new XaiException("\"" + ControlCharacters.replaced(name) + "\" is not a file inside of " + folder);
        }
        return file;
    }

    private static boolean leadsOut(Path home, Path file) {
        try {
            return Files.exists(file) && !file.toRealPath().startsWith(home.toRealPath());
        } catch (IOException e) {
            throw new XaiException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }
}
