package xai4j.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Collects a decoder's warnings: an image that ends too early is decoded with grey below and only a warning. */
final class Warnings implements IIOReadWarningListener {
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
}
