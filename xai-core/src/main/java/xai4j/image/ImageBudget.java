package xai4j.image;

import java.util.Locale;

/**
 * What reading one image may cost. A file's structure is walked first and its cost reckoned up, so that what would cost more is refused
 * before anything is decoded.
 *
 * @param fileBytes size of the file, in bytes
 * @param pixels width × height
 * @param memoryBytes what the decoder and the finished picture hold at once on the heap, in bytes
 * @param scans how often the decoder may go over the picture: a baseline JPEG has one to three, a progressive one about ten
 * @param work pixels that the decoder goes over in all: width × height for every scan
 */
public record ImageBudget(long fileBytes, long pixels, long memoryBytes, long scans, long work) {
    /** Pixels an image may have unless the caller allows more: 100 megapixels. */
    public static final long DEFAULT_PIXELS = 100_000_000L;

    private static final long DEFAULT_FILE_BYTES = 512L << 20;
    private static final long DEFAULT_SCANS = 100;
    private static final long DEFAULT_WORK = 20 * DEFAULT_PIXELS;

    /** Checks that all are positive. */
    public ImageBudget {
        if (Math.min(Math.min(fileBytes, pixels), Math.min(memoryBytes, Math.min(scans, work))) < 1) {
            throw new IllegalArgumentException("a budget of nothing reads no image: " + fileBytes + " bytes, " + pixels
                    + " pixels, " + memoryBytes + " bytes of memory, " + scans + " scans, work of " + work + " pixels");
        }
    }

    /**
     * Files of 512 MB, 100 megapixels, three quarters of the memory that Java may use, 100 scans and 20 times 100 megapixels in all: every
     * photograph that a camera makes.
     */
    public static ImageBudget defaults() {
        return new ImageBudget(
                DEFAULT_FILE_BYTES,
                DEFAULT_PIXELS,
                Math.max(1, Runtime.getRuntime().maxMemory() / 4 * 3),
                DEFAULT_SCANS,
                DEFAULT_WORK);
    }

    /** The same with another limit on the size of the file. */
    public ImageBudget withFileBytes(long other) {
        return new ImageBudget(other, pixels, memoryBytes, scans, work);
    }

    /** The same with another limit on width × height; the work may always be one scan of so many pixels. */
    public ImageBudget withPixels(long other) {
        return new ImageBudget(fileBytes, other, memoryBytes, scans, Math.max(work, other));
    }

    /** The same with another limit on memory. */
    public ImageBudget withMemoryBytes(long other) {
        return new ImageBudget(fileBytes, pixels, other, scans, work);
    }

    /** The same with other limits on the decoder's work. */
    public ImageBudget withWork(long otherScans, long otherWork) {
        return new ImageBudget(fileBytes, pixels, memoryBytes, otherScans, otherWork);
    }

    void requireFile(long bytes, String name) {
        if (bytes > fileBytes) {
            throw new ImageException("image " + name + " is a file of " + megabytes(bytes) + ", the limit is "
                    + megabytes(fileBytes) + "; shrink it, or raise the limit in Java (ImageBudget.withFileBytes)");
        }
    }

    void require(ImageCost cost, String name) {
        if (cost.pixels() > pixels) {
            throw new ImageException("image " + name + " has " + cost.width() + "×" + cost.height()
                    + " pixels, the limit is " + pixels
                    + "; shrink it, or raise the limit in Java (ImageBudget.withPixels)");
        }
        if (cost.passes() > scans || cost.work() > work) {
            throw new ImageException("image " + name + " has " + cost.passes() + " scans of " + cost.width() + "×"
                    + cost.height() + " pixels, the limit is " + Math.min(scans, work / cost.pixels())
                    + " scans; save it anew, or raise the limit in Java (ImageBudget.withWork)");
        }
        if (cost.memoryBytes() > memoryBytes) {
            throw new ImageException("image " + name + " of " + cost.width() + "×" + cost.height()
                    + " pixels needs " + megabytes(cost.memoryBytes()) + " of memory to be read, the limit is "
                    + megabytes(memoryBytes)
                    + "; shrink it, or give Java more (-Xmx, for the xai program XAI_JAVA_OPTS=-Xmx"
                    + Math.max(1, (cost.memoryBytes() * 2 >> 30) + 1) + "g)");
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 1 << 20 ? "%.2f MB" : "%.0f MB", bytes / (double) (1 << 20));
    }
}
