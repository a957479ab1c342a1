package xai4j.djl.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import xai4j.io.FileErrors;
import xai4j.model.ModelException;

/** Tells TorchScript files from the other things that PyTorch and Keras write. */
final class TorchFiles {
    private static final String EXPORT =
            "; export the network with torch.jit.trace(model.eval(), example).save(\"model.pt\")";
    private static final List<String> EXTENSIONS =
            List.of(".pt", ".pth", ".ptl", ".pt2", ".torchscript", ".h5", ".keras");

    private TorchFiles() {}

    /** Whether the file is TorchScript, or a near relative of which we can say what it is. */
    static boolean recognises(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return kind(path).isTorch || EXTENSIONS.stream().anyMatch(name::endsWith);
    }

    /**
     * Refuses what is not TorchScript.
     *
     * @throws ModelException saying what the file is instead and how to export the network
     */
    static void requireTorchScript(Path path) {
        Kind kind = kind(path);
        if (kind != Kind.TORCH_SCRIPT) {
            throw new ModelException(path + " is " + kind.description + EXPORT);
        }
    }

    private enum Kind {
        TORCH_SCRIPT(true, "a TorchScript file"),
        LITE(true, "a file for PyTorch's lite interpreter, which holds no full network"),
        STATE(
                true,
                "a pickled state_dict or Python object, which holds weights but no network that can run without Python"),
        EXPORTED(true, "a torch.export program, not a TorchScript file"),
        KERAS(false, "a Keras file, not a TorchScript file (for TensorFlow, export it with model.export(\"folder\"))"),
        OTHER(false, "not a TorchScript file");

        private final boolean isTorch;
        private final String description;

        Kind(boolean isTorch, String description) {
            this.isTorch = isTorch;
            this.description = description;
        }
    }

    private static Kind kind(Path path) {
        byte[] start = start(path);
        if (start.length > 7 && new String(start, 4, 4, StandardCharsets.ISO_8859_1).equals("PTMF")) {
            return Kind.LITE;
        }
        if (start.length > 3 && new String(start, 1, 3, StandardCharsets.ISO_8859_1).equals("HDF")) {
            return Kind.KERAS;
        }
        if (start.length > 1 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5) {
            return Kind.STATE;
        }
        boolean zip = start.length > 3 && start[0] == 'P' && start[1] == 'K';
        return zip ? kindOfZip(path) : Kind.OTHER;
    }

    private static Kind kindOfZip(Path path) {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).toList();
            if (names.stream().anyMatch(name -> name.matches("[^/]+/code/.*\\.py"))) {
                return Kind.TORCH_SCRIPT;
            }
            if (names.stream().anyMatch(name -> name.endsWith("/bytecode.pkl"))) {
                return Kind.LITE;
            }
            if (names.stream().anyMatch(name -> name.endsWith("/data.pkl") && !name.contains("/data/"))) {
                return Kind.STATE;
            }
            if (names.stream()
                    .anyMatch(name -> name.endsWith("model.json") || name.endsWith("exported_program.json"))) {
                return Kind.EXPORTED;
            }
            return names.contains("model.weights.h5") ? Kind.KERAS : Kind.OTHER;
        } catch (IOException e) {
            throw new ModelException(path + " is a damaged zip file: " + FileErrors.reason(e), e);
        }
    }

    private static byte[] start(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(16);
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + FileErrors.reason(e), e);
        }
    }
}
