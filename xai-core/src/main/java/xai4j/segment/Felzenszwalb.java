package xai4j.segment;

import boofcv.abst.segmentation.ImageSuperpixels;
import boofcv.factory.segmentation.ConfigFh04;
import boofcv.factory.segmentation.FactoryImageSegmentation;
import boofcv.struct.ConnectRule;
import boofcv.struct.image.GrayS32;
import boofcv.struct.image.GrayU8;
import boofcv.struct.image.ImageType;
import boofcv.struct.image.Planar;
import java.awt.image.BufferedImage;

/** Felzenszwalb and Huttenlocher (2004), by BoofCV. */
record Felzenszwalb(double scale, int minSize) implements Segmenter {
    Felzenszwalb {
        if (!(scale > 0) || minSize < 1) {
            throw new IllegalArgumentException(
                    "felzenszwalb needs a positive scale and size, not " + scale + ", " + minSize);
        }
    }

    @Override
    public Segmentation segment(BufferedImage image) {
        Planar<GrayU8> bands = BoofImages.bands(image);
        ConfigFh04 config = new ConfigFh04((float) scale, minSize);
        // regions that hang together by corners alone would come apart into pieces of single pixels
        config.connectRule = ConnectRule.FOUR;
        ImageSuperpixels<Planar<GrayU8>> algorithm =
                FactoryImageSegmentation.fh04(config, ImageType.pl(3, GrayU8.class));
        GrayS32 labels = new GrayS32(image.getWidth(), image.getHeight());
        algorithm.segment(bands, labels);
        return ConnectedRegions.everyPiece(image.getWidth(), image.getHeight(), labels.data);
    }

    @Override
    public String toString() {
        return "felzenszwalb:" + scale + ",min-size=" + minSize;
    }
}
