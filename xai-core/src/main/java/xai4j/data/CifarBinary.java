package xai4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.image.ImageException;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/**
 * CIFAR-10 in its binary version: {@code data_batch_1.bin} … {@code data_batch_5.bin}, {@code test_batch.bin} and the names
 * of the classes in {@code batches.meta.txt}.
 *
 * <p>A record is one byte for the class and 32×32 bytes each of red, green and blue, row by row
 * (<a href="https://www.cs.toronto.edu/~kriz/cifar.html">cs.toronto.edu/~kriz/cifar.html</a>). The files stay on disk.
 */
public final class CifarBinary implements LabelledImages {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD = 1 + 3 * PLANE;
    private static final String NAMES = "batches.meta.txt";

    private final List<String> labels;
    private final List<Item> items;

    private CifarBinary(List<String> labels, List<Item> items) {
        this.labels = labels;
        this.items = items;
    }

    /** A record of a file. */
    private record Item(Path file, int record, int label) {}

    /**
     * The training images of a folder: as many of {@code data_batch_1.bin} … {@code data_batch_5.bin} as are there.
     *
     * @throws XaiException if there is none, one is cut short, or the names of the classes are missing
     */
    public static CifarBinary training(Path folder) {
        List<Path> files = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> folder.resolve("data_batch_" + i + ".bin"))
                .filter(Files::exists)
                .toList();
        if (files.isEmpty()) {
            throw new XaiException("folder " + folder
                    + " has no data_batch_1.bin … data_batch_5.bin; the binary version of CIFAR-10 is expected");
        }
        return of(files, folder.resolve(NAMES));
    }

    /**
     * The test images of a folder: {@code test_batch.bin}.
     *
     * @throws XaiException if it is missing or cut short, or the names of the classes are missing
     */
    public static CifarBinary test(Path folder) {
        return of(List.of(folder.resolve("test_batch.bin")), folder.resolve(NAMES));
    }

    /**
     * Images of files in the binary format.
     *
     * @param names file with a class name per line
     */
    public static CifarBinary of(List<Path> files, Path names) {
        List<String> labels =
                TextTable.read(names).stream().map(TextTable.Line::text).toList();
        List<Item> items = new ArrayList<>();
        for (Path file : files) {
            items.addAll(items(file, labels.size()));
        }
        return new CifarBinary(labels, List.copyOf(items));
    }

    private static List<Item> items(Path file, int classes) {
        List<Item> items = new ArrayList<>();
        try (RandomAccessFile in = open(file)) {
            long length = in.length();
            if (length == 0 || length % RECORD != 0) {
                throw new XaiException(file + " is cut short: " + length + " bytes are no whole number of records of "
                        + RECORD + " bytes");
            }
            for (int i = 0; i < length / RECORD; i++) {
                in.seek((long) i * RECORD);
                int label = in.readUnsignedByte();
                if (label >= classes) {
                    throw new XaiException(file + " record " + i + " is of class " + label + ", but " + NAMES
                            + " names " + classes + " classes");
                }
                items.add(new Item(file, i, label));
            }
        } catch (IOException e) {
            throw new XaiException(file + " cannot be read: " + FileErrors.reason(e), e);
        }
        return items;
    }

    private static RandomAccessFile open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new XaiException("there is no " + file);
        }
        return new RandomAccessFile(file.toFile(), "r");
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public String name(int i) {
        Item item = items.get(i);
        return item.file().getFileName() + "/" + item.record();
    }

    @Override
    public int label(int i) {
        return items.get(i).label();
    }

    @Override
    public BufferedImage image(int i) {
        Item item = items.get(i);
        byte[] record = new byte[RECORD];
        try (RandomAccessFile in = open(item.file())) {
            in.seek((long) item.record() * RECORD);
            in.readFully(record);
        } catch (IOException e) {
            throw new ImageException("image " + name(i) + " cannot be read: " + FileErrors.reason(e), e);
        }
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < PLANE; p++) {
            int red = record[1 + p] & 0xFF;
            int green = record[1 + PLANE + p] & 0xFF;
            int blue = record[1 + 2 * PLANE + p] & 0xFF;
            image.setRGB(p % SIDE, p / SIDE, red << 16 | green << 8 | blue);
        }
        return image;
    }
}
