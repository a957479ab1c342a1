package xai4j.djl.torch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import xai4j.model.ModelException;

/** A TorchScript file: an uncompressed zip that holds source under {@code code/} and pickled objects. */
final class TorchArchive {
    private static final byte GLOBAL = 'c';
    private static final String TAPE = "__torch__/xai4j.py";

    private final Path path;

    TorchArchive(Path path) {
        this.path = path;
    }

    /**
     * The archive with its source rewritten for taps, uncompressed, in memory.
     *
     * @param compares whether DeepLIFT's rules are put in
     * @throws ModelException if it is not a TorchScript archive or its source has a form that is not understood
     */
    InputStream rewritten(boolean compares) {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            String prefix = prefix(zip);
            TorchCode code = new TorchCode(sources(zip, prefix));
            Map<String, String> texts =
                    new LinkedHashMap<>(new TapRewriter(code, root(zip, prefix), compares).rewritten());
            texts.put(TAPE, tape());
            return write(zip, prefix, texts);
        } catch (IllegalArgumentException e) {
            throw new ModelException(
                    path + ": its TorchScript source is of a form that is not understood: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private String prefix(ZipFile zip) {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith("/data.pkl") && name.indexOf('/') == name.lastIndexOf('/'))
                .findFirst()
                .map(name -> name.substring(0, name.indexOf('/') + 1))
                .orElseThrow(() -> new ModelException(path + " is a zip without data.pkl, not a TorchScript file"));
    }

    private static Map<String, String> sources(ZipFile zip, String prefix) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        String folder = prefix + "code/";
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            if (entry.getName().startsWith(folder) && entry.getName().endsWith(".py")) {
                sources.put(
                        entry.getName().substring(folder.length()),
                        new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return sources;
    }

    /** The first global that the pickled object names is the class of the network. */
    private String root(ZipFile zip, String prefix) throws IOException {
        byte[] pickle;
        try (InputStream in = zip.getInputStream(zip.getEntry(prefix + "data.pkl"))) {
            pickle = in.readAllBytes();
        }
        for (int i = 0; i < pickle.length; i++) {
            if (pickle[i] == GLOBAL) {
                String[] names = new String(
                                pickle, i + 1, Math.min(2048, pickle.length - i - 1), StandardCharsets.UTF_8)
                        .split("\n", 3);
                if (names.length == 3 && names[0].startsWith("__torch__")) {
                    return names[0] + "." + names[1];
                }
            }
        }
        throw new ModelException(path + " names no network class in data.pkl; export it with torch.jit.save");
    }

    private static String tape() throws IOException {
        try (InputStream in = TorchArchive.class.getResourceAsStream("xai4j.py")) {
            if (in == null) {
                throw new IllegalStateException("xai4j.py is missing from the xai-djl jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream write(ZipFile zip, String prefix, Map<String, String> texts) throws IOException {
        Buffer buffer = new Buffer();
        try (ZipOutputStream out = new ZipOutputStream(buffer)) {
            out.setMethod(ZipOutputStream.STORED);
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!isSource(entry.getName(), prefix)) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        store(out, entry.getName(), entry.getSize(), entry.getCrc(), in);
                    }
                }
            }
            for (Map.Entry<String, String> text : texts.entrySet()) {
                byte[] bytes = text.getValue().getBytes(StandardCharsets.UTF_8);
                CRC32 crc = new CRC32();
                crc.update(bytes);
                store(
                        out,
                        prefix + "code/" + text.getKey(),
                        bytes.length,
                        crc.getValue(),
                        new ByteArrayInputStream(bytes));
            }
        }
        return buffer.read();
    }

    /** Sources are replaced; tables that point from code into lines of source no longer fit. */
    private static boolean isSource(String name, String prefix) {
        return name.startsWith(prefix + "code/") && name.endsWith(".py") || name.endsWith(".debug_pkl");
    }

    private static void store(ZipOutputStream out, String name, long size, long crc, InputStream content)
            throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(size);
        entry.setCrc(crc);
        out.putNextEntry(entry);
        content.transferTo(out);
        out.closeEntry();
    }

    /** Gives back what was written without copying it. */
    private static final class Buffer extends ByteArrayOutputStream {
        InputStream read() {
            return new ByteArrayInputStream(buf, 0, count);
        }
    }
}
