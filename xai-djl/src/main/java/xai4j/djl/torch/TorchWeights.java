package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.model.Layer;
import xai4j.model.backend.WeightLayers;

/**
 * The stored weights of a TorchScript file: tensors of numbers with at least two axes, by their names in the network. A frozen file has no
 * names; its weights are constants, numbered as its code meets them.
 */
final class TorchWeights {
    private static final int MATRIX = 2;
    private static final String CONSTANTS = "constants";
    private static final Set<String> TYPES =
            Set.of("FloatStorage", "DoubleStorage", "HalfStorage", "BFloat16Storage", "QInt8Storage", "QUInt8Storage");

    private final Map<String, Part> parts = new LinkedHashMap<>();

    /**
     * Where weights lie.
     *
     * @param entry in the archive
     * @param width bytes of each
     * @param count how many there are
     * @param constant whether the file has no name for them
     */
    record Part(String entry, int width, int count, boolean constant) {}

    /** Adds the weights of one of the archive's pickles. */
    void add(String pickle, TorchPickle read) {
        boolean constant = pickle.equals(CONSTANTS);
        Map<String, String> names = read.names();
        for (TorchPickle.Storage storage : read.storages().values()) {
            String key = storage.key();
            if (TYPES.contains(storage.type()) && read.axes(key) >= MATRIX && storage.count() <= Integer.MAX_VALUE) {
                int width = TensorChecks.width(storage.type());
                String name = (constant ? "CONSTANTS.c" : "") + names.getOrDefault(key, key);
                Part part = new Part(pickle + "/" + key, width, (int) storage.count(), constant);
                parts.put(parts.containsKey(name) ? name + "#" + key : name, part);
            }
        }
    }

    /** Where the weights of a name lie. */
    Part part(String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    /** The weights from the top: as the modules that own them are called, then those without a name, the last of each first. */
    WeightLayers fromTheTop(List<Layer> inOrder) {
        List<String> names = List.copyOf(parts.keySet());
        int[] called = new int[names.size()];
        int before = 0;
        for (int i = 0; i < called.length; i++) {
            // what is used without a call of its module is taken to run after what was registered before it
            before = Math.max(0, lastCall(names.get(i), inOrder, before));
            called[i] = part(names.get(i)).constant() ? -1 : before;
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, called.length).boxed().toList());
        order.sort(Comparator.<Integer>comparingInt(i -> called[i])
                .thenComparingInt(i -> i)
                .reversed());
        return new WeightLayers(order.stream().map(names::get).toList());
    }

    private static int lastCall(String weight, List<Layer> inOrder, int unknown) {
        String module = weight.contains(".") ? weight.substring(0, weight.lastIndexOf('.')) : "";
        for (int i = inOrder.size() - 1; i >= 0; i--) {
            String layer = inOrder.get(i).name();
            if (layer.equals(module) || layer.startsWith(module + "#")) {
                return i;
            }
        }
        return unknown;
    }
}
