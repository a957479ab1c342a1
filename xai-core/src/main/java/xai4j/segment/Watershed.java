package xai4j.segment;

import boofcv.abst.segmentation.ImageSuperpixels;
import boofcv.factory.segmentation.ConfigWatershed;
import boofcv.factory.segmentation.FactoryImageSegmentation;
import boofcv.struct.ConnectRule;
import boofcv.struct.image.GrayS32;
import boofcv.struct.image.GrayU8;
import boofcv.struct.image.ImageType;
import java.awt.image.BufferedImage;

/** Watershed (Vincent and Soille 1991) of the grey image, by BoofCV. */
record Watershed(int minSize) implements Segmenter {
    Watershed {
        if (minSize < 1) {
            throw new IllegalArgumentException("watershed needs a positive size, not " + minSize);
        }
    }

    @Override
    public Segmentation segment(BufferedImage image) {
        ImageSuperpixels<GrayU8> algorithm = FactoryImageSegmentation.watershed(
                new ConfigWatershed(ConnectRule.FOUR, 0), ImageType.single(GrayU8.class));
        GrayS32 labels = new GrayS32(image.getWidth(), image.getHeight());
        algorithm.segment(BoofImages.grey(image), labels);
        return ConnectedRegions.atLeast(minSize, image.getWidth(), image.getHeight(), labels.data);
    }

    @Override
    public String toString() {
        return "watershed:" + minSize;
    }
}
