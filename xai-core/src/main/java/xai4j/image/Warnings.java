package xai4j.image;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Collects a decoder's warnings: an image that ends too early is decoded with grey below and only a warning. */
final class Warnings implements IIOReadWarningListener {
    /** A picture's property that holds its warnings: they go where the picture goes. */
    private static final String PROPERTY = "xai4j.warnings";

    private final List<String> messages = new ArrayList<>();

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        messages.add(warning);
    }

    void refuseTruncation(String name) {
        for (String message : messages) {
            String lower = message.toLowerCase(Locale.ROOT);
            if (lower.contains("premature") || lower.contains("truncated") || lower.contains("end of")) {
                throw new ImageException("image " + name + " is truncated: " + message);
            }
        }
    }

    /** The same pixels with warnings. */
    @SuppressWarnings("JdkObsolete") // BufferedImage asks for it
    static BufferedImage attach(BufferedImage picture, List<String> warnings) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(PROPERTY, List.copyOf(warnings));
        return new BufferedImage(
                picture.getColorModel(), picture.getRaster(), picture.isAlphaPremultiplied(), properties);
    }

    static List<String> of(BufferedImage picture) {
        return picture.getProperty(PROPERTY) instanceof List<?> warnings
                ? warnings.stream().map(String::valueOf).toList()
                : List.of();
    }
}
