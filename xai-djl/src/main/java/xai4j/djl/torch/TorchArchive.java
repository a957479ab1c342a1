package xai4j.djl.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.script.ScriptClass;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.io.FileErrors;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;

/**
 * A TorchScript file: an uncompressed zip that holds source under {@code code/} and pickled objects, whose values lie beside them.
 *
 * <p>The engine is never given the file. It gets an archive made anew of what was read and checked here: source printed from its
 * parsed form, pickles whose tensors lie within their storages, storages of the announced sizes, and nothing else.
 */
final class TorchArchive {
    /** Each pickle has its values in a folder of its name. */
    private static final List<String> PICKLES = List.of("data", "constants");

    private static final List<String> MARKERS = List.of("version", ".data/version", "byteorder");
    private static final int MAX_MARKER_BYTES = 64;
    private static final String EXAMPLE = "traced_inputs.pkl";
    private static final int MAX_EXAMPLE_BYTES = 1 << 20;
    private static final int MAX_EXTENT = 4096;
    private static final String CODE = "code/";

    private final Path path;
    private final TorchCode code;
    private final String root;
    /** Pickles and markers. */
    private final Map<String, byte[]> parts;
    /** Parts that hold values. */
    private final List<String> values;

    /** At each place of a part the position of the value that comes there; parts that are not named stay as they are. */
    private final Map<TorchWeights.Part, int[]> reordered;

    private final @Nullable Shape example;

    private TorchArchive(
            Path path,
            TorchCode code,
            String root,
            Map<String, byte[]> parts,
            List<String> values,
            Map<TorchWeights.Part, int[]> reordered,
            @Nullable Shape example) {
        this.path = path;
        this.code = code;
        this.root = root;
        this.parts = parts;
        this.values = values;
        this.reordered = reordered;
        this.example = example;
    }

    /**
     * Reads and checks a file.
     *
     * @param device where it shall run, as PyTorch writes it: {@code cpu} or {@code cuda:0}
     * @throws ModelException if it is not a TorchScript archive, is damaged, could do more than compute, or its source has a form that is
     *     not understood
     */
    static TorchArchive read(Path path, String device) {
        try (ArchiveEntries entries = ArchiveEntries.open(path)) {
            List<String> sources = entries.names(CODE, ".py");
            entries.requireModest(sources);
            Map<String, byte[]> parts = new LinkedHashMap<>();
            List<String> values = new ArrayList<>();
            String root = null;
            for (String name : PICKLES) {
                if (entries.find(name + ".pkl") != null) {
                    TorchPickle pickle = pickle(path, entries, name, values);
                    parts.put(name + ".pkl", pickle.onDevice(device));
                    root = root == null && pickle.root() != null ? pickle.root().path() : root;
                }
            }
            if (root == null) {
                throw new ModelException(path + " names no network class in data.pkl; export it with torch.jit.save");
            }
            List<String> all = new ArrayList<>(sources);
            all.addAll(values);
            entries.requireModest(all);
            addMarkers(path, entries, parts);
            TorchCode code = code(path, entries, sources, device);
            return new TorchArchive(path, code, root, parts, values, Map.of(), example(entries));
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    private static void addMarkers(Path path, ArchiveEntries entries, Map<String, byte[]> parts) throws IOException {
        for (String name : MARKERS) {
            ZipEntry entry = entries.find(name);
            if (entry != null && entry.getSize() > MAX_MARKER_BYTES) {
                throw new ModelException(path + " is damaged: its " + name + " has " + entry.getSize() + " bytes");
            }
            if (entry != null) {
                parts.put(name, entries.read(name));
            }
        }
    }

    private static TorchPickle pickle(Path path, ArchiveEntries entries, String name, List<String> values)
            throws IOException {
        TorchPickle pickle;
        try {
            pickle = TorchPickle.read(entries.read(name + ".pkl"));
        } catch (IllegalArgumentException e) {
            throw new ModelException(
                    path + ": its " + name + ".pkl is damaged or not TorchScript's: " + e.getMessage(), e);
        }
        for (TorchPickle.Storage storage : pickle.storages().values()) {
            String part = name + "/" + storage.key();
            long expected = TensorChecks.bytes(storage);
            ZipEntry entry = entries.find(part);
            long size = entry == null ? 0 : entry.getSize();
            if (size != expected) {
                throw new ModelException(path + " is damaged: " + part + " has " + size + " bytes where "
                        + storage.count() + " values of " + storage.type() + " need " + expected);
            }
            if (entry != null) {
                values.add(part);
            }
        }
        return pickle;
    }

    /** The shape of one image of those that the network was traced with, which newer versions of PyTorch keep. */
    private static @Nullable Shape example(ArchiveEntries entries) throws IOException {
        ZipEntry entry = entries.find(EXAMPLE);
        if (entry == null || entry.getSize() > MAX_EXAMPLE_BYTES) {
            return null;
        }
        try {
            List<List<Long>> sizes = TorchPickle.read(entries.read(EXAMPLE)).tensorSizes();
            boolean image = sizes.size() == 1 && sizes.get(0).size() == 4;
            int[] dims = image
                    ? sizes.get(0).stream().skip(1).mapToInt(Math::toIntExact).toArray()
                    : new int[0];
            boolean modest = image && Arrays.stream(dims).allMatch(extent -> extent > 0 && extent <= MAX_EXTENT);
            return modest ? Shape.of(dims) : null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            // the engine never sees this part, and without it the input is searched for
            return null;
        }
    }

    /** The shape of one image that the file was made with, if it says so. */
    Optional<Shape> example() {
        return Optional.ofNullable(example);
    }

    private static TorchCode code(Path path, ArchiveEntries entries, List<String> names, String device)
            throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (String name : names) {
            sources.put(name.substring(CODE.length()), new String(entries.read(name), StandardCharsets.UTF_8));
        }
        TorchCode code;
        try {
            code = TorchCode.parse(sources).changed(new SourceAdaptation(device));
            ClassDepth.requireShallow(code);
        } catch (IllegalArgumentException e) {
            throw new ModelException(
                    path + ": its TorchScript source is of a form that is not understood: " + e.getMessage(), e);
        }
        try {
            EffectCheck.requireNone(code);
        } catch (ModelException e) {
            throw new ModelException(path + " was refused: " + e.getMessage(), e);
        }
        return code.changed(new LoopLimit()).changed(new TorchvisionOperators());
    }

    /** The source. */
    TorchCode code() {
        return code;
    }

    /** Whether the network sees pictures one by one: it takes them as a list, or gives a list of what it found in each. */
    boolean takesOneByOne() {
        ScriptClass type = code.classes().get(root);
        ScriptFunction forward = type == null ? null : type.methods().get("forward");
        boolean takes = forward != null
                && forward.parameters().size() > 1
                && TorchTypes.isTensors(forward.parameters().get(1).type());
        return takes || forward != null && TorchTypes.listsDictionaries(forward.returns());
    }

    /** The weights that it holds, looked up anew: hardly anybody who opens a file asks for them. */
    TorchWeights weights() {
        TorchWeights weights = new TorchWeights();
        for (String name : PICKLES) {
            byte[] pickle = parts.get(name + ".pkl");
            if (pickle != null) {
                weights.add(name, TorchPickle.read(pickle));
            }
        }
        return weights;
    }

    /** The same archive with values of some parts in another order than they have in this one. */
    TorchArchive reordered(Map<TorchWeights.Part, int[]> orders) {
        Map<TorchWeights.Part, int[]> all = new HashMap<>(reordered);
        orders.forEach((part, order) -> all.merge(part, order, (before, after) -> Arrays.stream(after)
                .map(from -> before[from])
                .toArray()));
        return new TorchArchive(path, code, root, parts, values, Map.copyOf(all), example);
    }

    /** Something that reads an archive. */
    interface Reader<T> {
        /** Reads it; the stream is good until then. */
        T read(InputStream archive) throws IOException;
    }

    /**
     * Hands out the archive with its source rewritten for taps.
     *
     * @param compares whether DeepLIFT's rules are put in
     * @throws ModelException if a part is damaged, or the network takes or returns something else than tensors
     */
    <T> T rewritten(boolean compares, Reader<T> reader) {
        try (ArchiveEntries entries = ArchiveEntries.open(path);
                RepackedArchive archive = repacked(entries, compares)) {
            T result = null;
            RuntimeException refused = null;
            try {
                result = reader.read(archive);
            } catch (RuntimeException e) {
                refused = e;
            }
            return finished(archive, result, refused);
        } catch (IOException e) {
            throw new ModelException(path + " is damaged: " + FileErrors.reason(e), e);
        }
    }

    private static <T> T finished(RepackedArchive archive, @Nullable T result, @Nullable RuntimeException refused)
            throws IOException {
        IOException failure = archive.failure();
        if (failure != null) {
            throw failure;
        }
        if (refused != null) {
            throw refused;
        }
        return java.util.Objects.requireNonNull(result);
    }

    private RepackedArchive repacked(ArchiveEntries entries, boolean compares) throws IOException {
        RepackedArchive archive = new RepackedArchive();
        parts.forEach(archive::add);
        Map<String, String> texts = new LinkedHashMap<>(new TapRewriter(code, root, compares).rewritten());
        texts.put(TapeSource.FILE, TapeSource.text());
        texts.forEach((name, text) -> archive.add(CODE + name, text.getBytes(StandardCharsets.UTF_8)));
        Map<String, byte[]> changed = new HashMap<>();
        for (Map.Entry<TorchWeights.Part, int[]> part : reordered.entrySet()) {
            changed.put(part.getKey().entry(), reordered(entries, part.getKey(), part.getValue()));
        }
        for (String name : values) {
            byte[] other = changed.get(name);
            if (other == null) {
                archive.add(name, entries, entries.get(name));
            } else {
                archive.add(name, other);
            }
        }
        return archive;
    }

    private static byte[] reordered(ArchiveEntries entries, TorchWeights.Part part, int... order) throws IOException {
        byte[] from;
        try (InputStream in = entries.open(entries.get(part.entry()))) {
            from = in.readNBytes(order.length * part.width());
        }
        byte[] to = new byte[from.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(from, order[i] * part.width(), to, i * part.width(), part.width());
        }
        return to;
    }
}
