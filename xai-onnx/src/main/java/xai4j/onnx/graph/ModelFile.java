package xai4j.onnx.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import xai4j.io.FileErrors;
import xai4j.model.ModelException;

/** Brings the bytes of a model file into memory. */
final class ModelFile {
    /** Larger files are mapped: then the file must not change while the model is in use. */
    private static final long MAP_ABOVE = 256L << 20;

    private static final String LFS_POINTER = "version https://git-lfs";

    private ModelFile() {}

    /**
     * Reads a file.
     *
     * @param mapped whether its bytes are to be pages of the file, whatever its size
     */
    static OnnxGraph read(Path file, boolean mapped) {
        String name = String.valueOf(file.getFileName());
        ByteBuffer bytes = bytes(file, mapped ? 0 : MAP_ABOVE);
        if (bytes.remaining() == 0) {
            throw new ModelException(name + " is empty");
        }
        if (startsWith(bytes, LFS_POINTER)) {
            throw new ModelException(name + " is only a Git LFS pointer to a model; fetch the file with: git lfs pull");
        }
        return OnnxGraph.parse(bytes, name, file.toAbsolutePath().getParent());
    }

    private static ByteBuffer bytes(Path file, long mapAbove) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new ModelException(file + " has " + size
                        + " bytes; an ONNX file is at most 2 GiB, larger models keep their weights as external data");
            }
            if (size > mapAbove) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
            }
            ByteBuffer bytes = ByteBuffer.allocateDirect((int) size).order(ByteOrder.LITTLE_ENDIAN);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
            return bytes.flip();
        } catch (ClosedByInterruptException e) {
            throw new CancellationException("interrupted while " + file + " was read");
        } catch (IOException e) {
            throw new ModelException("cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }

    private static boolean startsWith(ByteBuffer bytes, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.remaining() < wanted.length) {
            return false;
        }
        byte[] found = new byte[wanted.length];
        bytes.get(0, found);
        return java.util.Arrays.equals(wanted, found);
    }
}
