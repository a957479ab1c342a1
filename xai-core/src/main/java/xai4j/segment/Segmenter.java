package xai4j.segment;

import java.awt.image.BufferedImage;
import xai4j.tensor.DeclaredName;

/** Cuts an image into regions; deterministic. Implementations' {@code toString()} is what {@link #parse} reads; a lambda gets a name by {@link #of}. */
@FunctionalInterface
public interface Segmenter {
    /**
     * Segments an RGB image.
     *
     * @param image the image at the model's resolution
     * @return a partition of the same size, each region 4-connected unless the partition was given
     */
    Segmentation segment(BufferedImage image);

    /** SLIC (Achanta et al. 2012) with compactness 10. */
    static Segmenter slic(int regions) {
        return new Slic(regions, 10, false);
    }

    /**
     * SLIC (Achanta et al. 2012).
     *
     * @param regions how many are wanted
     * @param compactness weight of distance in the image against distance in CIELAB colour, usually 1…40
     */
    static Segmenter slic(int regions, double compactness) {
        return new Slic(regions, compactness, false);
    }

    /** SLICO: SLIC that finds the compactness of each region by itself. */
    static Segmenter slico(int regions) {
        return new Slic(regions, 10, true);
    }

    /** Equal rectangles. */
    static Segmenter grid(int columns, int rows) {
        return new Grid(columns, rows);
    }

    /** Quickshift (Vedaldi and Soatto 2008) with the settings of LIME's image explainer: kernel 4, distance 200, ratio 0.2. */
    static Segmenter quickshift() {
        return new Quickshift(4, 200, 0.2);
    }

    /**
     * Quickshift (Vedaldi and Soatto 2008).
     *
     * @param kernelSize width of the Gaussian in which density is measured, in pixels
     * @param maxDistance longest link between a point and its denser neighbour
     * @param ratio weight of colour against position, in (0, 1]
     */
    static Segmenter quickshift(double kernelSize, double maxDistance, double ratio) {
        return new Quickshift(kernelSize, maxDistance, ratio);
    }

    /** Felzenszwalb and Huttenlocher (2004): the larger the scale, the larger the regions. */
    static Segmenter felzenszwalb(double scale, int minSize) {
        return new Felzenszwalb(scale, minSize);
    }

    /** Watershed (Vincent and Soille 1991) of the grey image, with regions below a size merged. */
    static Segmenter watershed(int minSize) {
        return new Watershed(minSize);
    }

    /** A partition that was made elsewhere; it must have the size of the model's input. */
    static Segmenter fixed(Segmentation segmentation) {
        return new Fixed(segmentation, "fixed:" + segmentation.count());
    }

    /**
     * A segmenter of one's own under a name that says what it is: the name is written into the explanation.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    static Segmenter of(String name, Segmenter segmenter) {
        return DeclaredName.require("regions of a segmenter", name, new NamedSegmenter(name, segmenter));
    }

    /** The segmenter itself, or {@code custom} where it has no name but the one that Java gives to its class: only {@link #of} declares one. */
    static Segmenter declared(Segmenter segmenter) {
        return DeclaredName.isDeclared(segmenter.toString()) ? segmenter : of("custom", segmenter);
    }

    /**
     * Reads {@code slic:60}, {@code slic:60,compactness=10}, {@code slico:60}, {@code grid:8x6}, {@code quickshift}, {@code
     * felzenszwalb:100}, {@code watershed} or {@code file:SEG.npy}.
     *
     * @throws IllegalArgumentException for anything else; the message lists the forms
     */
    static Segmenter parse(String text) {
        return SegmenterSyntax.parse(text);
    }
}
