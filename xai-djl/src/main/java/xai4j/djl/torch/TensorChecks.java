package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells whether the tensors of a pickle lie within their storages. */
final class TensorChecks {
    private static final Map<String, Integer> WIDTHS = Map.ofEntries(
            Map.entry("DoubleStorage", 8),
            Map.entry("FloatStorage", 4),
            Map.entry("HalfStorage", 2),
            Map.entry("BFloat16Storage", 2),
            Map.entry("LongStorage", 8),
            Map.entry("IntStorage", 4),
            Map.entry("ShortStorage", 2),
            Map.entry("CharStorage", 1),
            Map.entry("ByteStorage", 1),
            Map.entry("BoolStorage", 1),
            Map.entry("ComplexFloatStorage", 8),
            Map.entry("ComplexDoubleStorage", 16),
            Map.entry("QInt8Storage", 1),
            Map.entry("QUInt8Storage", 1),
            Map.entry("QInt32Storage", 4));

    private final List<List<Long>> tensorSizes = new ArrayList<>();
    private final Map<String, TorchPickle.Storage> storages = new LinkedHashMap<>();
    private final Map<String, Integer> axes = new HashMap<>();

    Map<String, TorchPickle.Storage> storages() {
        return storages;
    }

    /** The sizes of all tensors in order. */
    List<List<Long>> tensorSizes() {
        return tensorSizes;
    }

    /** The most axes of a tensor that lies in a storage; 0 when none does. */
    int axes(String key) {
        return axes.getOrDefault(key, 0);
    }

    /** Bytes of a storage. */
    static long bytes(TorchPickle.Storage storage) {
        return Math.multiplyExact(storage.count(), width(storage.type()));
    }

    /** Bytes of one value. */
    static int width(String type) {
        Integer width = WIDTHS.get(type);
        if (width == null) {
            throw new IllegalArgumentException("values of an unknown type " + type);
        }
        return width;
    }

    /** A storage, given as {@code ("storage", type, key, device, count)}. */
    TorchPickle.Storage storage(List<Object> description) {
        TorchPickle.Global type = (TorchPickle.Global) description.get(1);
        TorchPickle.Storage storage =
                new TorchPickle.Storage(type.name(), (String) description.get(2), (Long) description.get(4));
        width(storage.type());
        TorchPickle.Storage before = storages.putIfAbsent(storage.key(), storage);
        if (storage.count() < 0 || before != null && !before.equals(storage)) {
            throw new IllegalArgumentException("two descriptions of storage " + storage.key() + ", or a negative size");
        }
        return storage;
    }

    /**
     * A tensor, given as {@code (storage, offset, sizes, strides, …)}.
     *
     * @return the storage
     */
    Object tensor(List<Object> description) {
        TorchPickle.Storage storage = (TorchPickle.Storage) description.get(0);
        long last = (Long) description.get(1);
        List<Long> sizes = numbers(description.get(2));
        List<Long> strides = numbers(description.get(3));
        boolean fits = last >= 0 && sizes.size() == strides.size();
        boolean empty = sizes.contains(0L);
        for (int axis = 0; fits && axis < sizes.size(); axis++) {
            fits = sizes.get(axis) >= 0 && strides.get(axis) >= 0;
            last = fits && !empty ? end(last, sizes.get(axis), strides.get(axis)) : last;
        }
        if (!fits || !empty && last >= storage.count() || last > storage.count()) {
            throw new IllegalArgumentException(
                    "a tensor " + sizes + " lies outside of its storage of " + storage.count() + " values");
        }
        tensorSizes.add(sizes);
        axes.merge(storage.key(), sizes.size(), Math::max);
        return storage;
    }

    private static long end(long start, long size, long stride) {
        try {
            return Math.addExact(start, Math.multiplyExact(size - 1, stride));
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private static List<Long> numbers(@Nullable Object list) {
        return TorchPickle.items(list).stream().map(Long.class::cast).toList();
    }
}
