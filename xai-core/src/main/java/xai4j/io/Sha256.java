package xai4j.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import xai4j.tensor.XaiException;

/** Fingerprints of files and bytes. */
public final class Sha256 {
    private Sha256() {}

    /**
     * The hexadecimal SHA-256 of a file's bytes.
     *
     * @throws XaiException if the file cannot be read
     */
    public static String of(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest digest = digest();
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new XaiException("cannot read " + path + ": " + FileErrors.reason(e), e);
        }
    }

    /** The hexadecimal SHA-256 of some bytes. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** The hexadecimal SHA-256 of bytes that are fed block by block. */
    public static String of(Consumer<MessageDigest> feeding) {
        MessageDigest digest = digest();
        feeding.accept(digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
