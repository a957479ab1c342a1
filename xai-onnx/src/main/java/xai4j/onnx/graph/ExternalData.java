package xai4j.onnx.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/** Where the elements of a tensor lie in a file beside the model. */
record ExternalData(String location, long offset, long length) {
    private static final String MEMORY = "_ORT_MEM_ADDR_";

    static ExternalData of(List<Message> entries) {
        Map<String, String> map = new HashMap<>();
        entries.forEach(entry -> map.put(entry.text(1), entry.text(2)));
        try {
            return new ExternalData(
                    map.getOrDefault("location", ""),
                    Long.parseLong(map.getOrDefault("offset", "0")),
                    Long.parseLong(map.getOrDefault("length", "-1")));
        } catch (NumberFormatException e) {
            throw new ModelException(
                    "external data with offset " + map.get("offset") + " and length " + map.get("length")
                            + " is not readable",
                    e);
        }
    }

    /** The file that holds the elements; engines take a location of {@value #MEMORY} for an address in their own memory. */
    Path file(Path folder, String tensor) {
        Path root = folder.toAbsolutePath().normalize();
        Path file = location.contains(MEMORY) ? root : root.resolve(location).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new ModelException("tensor " + tensor + " points outside the model's folder: " + location);
        }
        return file;
    }

    ByteBuffer map(@Nullable Path folder, String tensor) {
        if (folder == null) {
            throw new ModelException("tensor " + tensor + " lies in the external file " + location
                    + ", but the model was not read from a file");
        }
        Path file = file(folder, tensor);
        try (FileChannel channel = FileChannel.open(file)) {
            long end = length < 0 ? channel.size() : offset + length;
            if (offset < 0 || end > channel.size() || end - offset > Integer.MAX_VALUE) {
                throw new ModelException("tensor " + tensor + " needs bytes " + offset + " to " + end + " of " + file
                        + ", which has " + channel.size());
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, end - offset)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new ModelException("cannot read " + file + ", which holds tensor " + tensor + " of the model", e);
        }
    }
}
