package xai4j.djl.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pickles of a TorchScript archive, without making objects of them: a stack of what they would make, checked as it grows. The
 * engine trusts a pickle (it would read behind the end of a storage that is too short), so what is not understood is refused.
 */
final class TorchPickle {
    private static final int MAX_DEPTH = 200;
    private static final Object MARK = new Object();
    private static final Pattern ACCELERATOR = Pattern.compile("(cuda|xpu|hip|mps|mtia)(:\\d{1,3})?");
    private static final String NONE = "";
    /** The place of the device in the description of a storage. */
    private static final int STORAGE_DEVICE = 3;

    /** What a pickle says of the values of tensors. */
    record Storage(String type, String key, long count) {}

    /** A name of a class or function. */
    record Global(String module, String name) {
        String path() {
            return module + "." + name;
        }
    }

    /**
     * A text as it stands on the stack.
     *
     * @param value what it says
     * @param from where the instruction begins that pushed it
     * @param to where that instruction ends
     * @param written the text that was written out, when this is one that is fetched again; else null
     */
    private record Text(
            String value, int from, int to, @Nullable Text written) {}

    /** Something that holds other things; complete once another holds it or it was fetched again. */
    private static final class Holder {
        private final List<Object> items = new ArrayList<>();
        private int depth = 1;
        private boolean complete;
    }

    private final ByteBuffer in;
    private final TensorChecks checks = new TensorChecks();
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    /** All texts by where their instructions begin. */
    private final SortedMap<Integer, Text> texts = new TreeMap<>();
    /** Where the instructions begin that pushed the name of a device. */
    private final Set<Integer> devices = new HashSet<>();

    private @Nullable Global root;

    private TorchPickle(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a pickle.
     *
     * @throws IllegalArgumentException if it is damaged, names a class or function that is not of TorchScript, or describes a tensor
     *     that lies outside of its storage
     */
    static TorchPickle read(byte[] bytes) {
        TorchPickle pickle = new TorchPickle(bytes);
        try {
            pickle.run();
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException | ClassCastException e) {
            throw new IllegalArgumentException("damaged at byte " + pickle.in.position(), e);
        }
        return pickle;
    }

    /** The storages by key. */
    Map<String, Storage> storages() {
        return checks.storages();
    }

    /** The most axes of a tensor that lies in a storage. */
    int axes(String key) {
        return checks.axes(key);
    }

    /** By which name in the object each storage is reached first: attributes joined by dots, or a place in a list. */
    Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        if (top() instanceof Holder whole) {
            name(whole, "", names, Collections.newSetFromMap(new IdentityHashMap<>()));
        }
        return names;
    }

    /** An object's state is a dictionary: each value stands behind its key. */
    private static void name(Holder holder, String path, Map<String, String> names, Set<Holder> seen) {
        if (!seen.add(holder)) {
            return;
        }
        String name = path;
        for (int i = 0; i < holder.items.size(); i++) {
            Object item = holder.items.get(i);
            if (item instanceof Text key) {
                name = path.isEmpty() ? key.value() : path + "." + key.value();
            } else if (item instanceof Storage storage) {
                names.putIfAbsent(storage.key(), name.isEmpty() ? Integer.toString(i) : name);
            } else if (item instanceof Holder inner) {
                name(inner, name, names, seen);
            }
        }
    }

    /** The sizes of the tensors in order. */
    List<List<Long>> tensorSizes() {
        return checks.tensorSizes();
    }

    /** The class of the object that the pickle holds, or null when it is none of the archive's classes. */
    @Nullable
    Global root() {
        return root;
    }

    private void run() {
        while (true) {
            int code = in.get() & 0xff;
            if (code == '.') {
                requireValue();
                return;
            }
            if (!constant(code) && !container(code)) {
                objects(code);
            }
        }
    }

    private void requireValue() {
        if (stack.isEmpty()) {
            throw new IllegalArgumentException("it ends without a value");
        }
    }

    private boolean constant(int code) {
        switch (code) {
            case 0x80 -> in.get();
            case 'N' -> push(NONE);
            case 0x88, 0x89 -> push(code == 0x88);
            case 'J' -> push((long) in.getInt());
            case 'K' -> push((long) (in.get() & 0xff));
            case 'M' -> push((long) (in.getShort() & 0xffff));
            case 0x8a -> push(longValue(in.get() & 0xff));
            case 'G' -> push(in.order(ByteOrder.BIG_ENDIAN).getDouble());
            case 'X' -> text();
            case 'c' -> push(new Global(line(), line()));
            default -> {
                return false;
            }
        }
        in.order(ByteOrder.LITTLE_ENDIAN);
        return true;
    }

    private long longValue(int length) {
        if (length > Long.BYTES) {
            throw new IllegalArgumentException("a number of " + length + " bytes");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            long part = in.get();
            value |= (i == length - 1 ? part : part & 0xff) << 8 * i;
        }
        return value;
    }

    private void text() {
        int start = in.position();
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes");
        }
        String value = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        push(new Text(value, start - 1, in.position(), null));
    }

    /**
     * The pickle with another device wherever it names one for which it was written: where values lie, and what makes a device. A text that reads the
     * same and is anything else, such as the name of an attribute, stays, also where the pickle writes it once for both.
     */
    byte[] onDevice(String device) {
        ByteArrayOutputStream moved = new ByteArrayOutputStream(in.limit());
        int done = 0;
        for (Text text : texts.values()) {
            String said = said(text, device);
            String held = text.written() == null ? text.value() : said(text.written(), device);
            if (!said.equals(held)) {
                moved.write(in.array(), done, text.from() - done);
                byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
                moved.write('X');
                moved.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(bytes.length)
                        .array());
                moved.writeBytes(bytes);
                done = text.to();
            }
        }
        moved.write(in.array(), done, in.limit() - done);
        return moved.toByteArray();
    }

    private String said(Text text, String device) {
        boolean moves = devices.contains(text.from())
                && ACCELERATOR.matcher(text.value()).matches();
        return moves ? device : text.value();
    }

    private void device(List<Object> items, int place) {
        if (place < items.size() && items.get(place) instanceof Text text) {
            devices.add(text.from());
        }
    }

    /** Items whose texts are plain. */
    private static List<Object> plain(List<Object> items) {
        return items.stream()
                .map(item -> item instanceof Text text ? text.value() : item)
                .toList();
    }

    private String line() {
        int start = in.position();
        while (in.get() != '\n') {
            // up to the end of the line
        }
        return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.UTF_8);
    }

    private boolean container(int code) {
        switch (code) {
            case '(' -> stack.add(MARK);
            case ')', ']', '}' -> push(new Holder());
            case 't', 'l', 'd' -> push(held(popToMark()));
            case 0x85 -> push(held(popped(1)));
            case 0x86 -> push(held(popped(2)));
            case 0x87 -> push(held(popped(3)));
            case 'a' -> extend(popped(1));
            case 's' -> extend(popped(2));
            case 'e', 'u' -> extend(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void objects(int code) {
        switch (code) {
            case 'q' -> memo.put(in.get() & 0xff, top());
            case 'r' -> memo.put(in.getInt(), top());
            case 'h' -> push(remembered(in.position() - 1, in.get() & 0xff));
            case 'j' -> push(remembered(in.position() - 1, in.getInt()));
            case 'Q' -> {
                List<Object> description = holder(pop()).items;
                device(description, STORAGE_DEVICE);
                push(checks.storage(plain(description)));
            }
            case 0x81 -> {
                pop();
                push(object((Global) pop()));
            }
            case 'R' -> {
                List<Object> arguments = holder(pop()).items;
                push(called((Global) pop(), arguments));
            }
            case 'b' -> extend(popped(1));
            default ->
                throw new IllegalArgumentException("an instruction 0x" + Integer.toHexString(code)
                        + " that TorchScript does not write, at byte " + in.position());
        }
    }

    private Holder object(Global type) {
        boolean own = type.module().equals("__torch__") || type.module().startsWith("__torch__.");
        if (!own || !OperatorAllowList.allowsClass(type.path())) {
            throw foreign(type);
        }
        root = root == null ? type : root;
        return new Holder();
    }

    private static IllegalArgumentException foreign(Global name) {
        return new IllegalArgumentException("it names " + name.path() + ", which no TorchScript file needs");
    }

    /** What a function makes of its arguments. */
    private Object called(Global function, List<Object> arguments) {
        if (function.path().equals("torch.device")) {
            device(arguments, 0);
        }
        return switch (function.path()) {
            case "torch._utils._rebuild_tensor_v2" -> checks.tensor(arguments);
            case "torch._utils._rebuild_qtensor" -> checks.tensor(arguments);
            case "torch._utils._rebuild_parameter" -> arguments.get(0);
            case "collections.OrderedDict",
                    "torch.device",
                    "torch.jit._pickle.build_intlist",
                    "torch.jit._pickle.build_doublelist",
                    "torch.jit._pickle.build_boollist",
                    "torch.jit._pickle.build_tensorlist",
                    "torch.jit._pickle.restore_type_tag",
                    "builtins.complex" -> held(arguments);
            default -> {
                Holder made = object(function);
                arguments.forEach(argument -> add(made, argument));
                yield made;
            }
        };
    }

    private static Holder holder(@Nullable Object value) {
        return (Holder) java.util.Objects.requireNonNull(value);
    }

    /** The items of a tuple or list. */
    static List<Object> items(@Nullable Object value) {
        return holder(value).items;
    }

    private Holder held(List<Object> items) {
        Holder holder = new Holder();
        items.forEach(item -> add(holder, item));
        return holder;
    }

    private void extend(List<Object> items) {
        Holder holder = holder(top());
        items.forEach(item -> add(holder, item));
    }

    private static void add(Holder holder, Object item) {
        if (holder.complete) {
            throw new IllegalArgumentException("an object that holds itself, or is changed after it was used");
        }
        if (item instanceof Holder inner) {
            inner.complete = true;
            holder.depth = Math.max(holder.depth, inner.depth + 1);
        }
        if (holder.depth > MAX_DEPTH) {
            throw new IllegalArgumentException("objects are nested more than " + MAX_DEPTH + " deep");
        }
        holder.items.add(item);
    }

    private void push(Object value) {
        if (value instanceof Text text) {
            texts.put(text.from(), text);
        }
        stack.add(value);
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = stack.remove(stack.size() - 1);
        if (value == MARK) {
            throw new IllegalArgumentException("a list without items where a value is expected");
        }
        return value;
    }

    private List<Object> popped(int count) {
        List<Object> items = new ArrayList<>(stack.subList(stack.size() - count, stack.size()));
        for (int i = 0; i < count; i++) {
            pop();
        }
        return items;
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        List<Object> items = new ArrayList<>(stack.subList(mark + 1, stack.size()));
        stack.subList(mark, stack.size()).clear();
        return items;
    }

    /**
     * What was noted under a number.
     *
     * @param from where the instruction begins that fetches it
     */
    private Object remembered(int from, int number) {
        Object value = memo.get(number);
        if (value == null) {
            throw new IllegalArgumentException("it fetches number " + number + ", which it never made");
        }
        if (value instanceof Holder holder) {
            holder.complete = true;
        }
        return value instanceof Text text ? new Text(text.value(), from, in.position(), text) : value;
    }
}
