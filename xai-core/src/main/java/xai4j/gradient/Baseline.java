package xai4j.gradient;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The images that an attribution compares with; several are averaged over. */
public sealed interface Baseline {
    /** The text forms, for messages. */
    String CHOICES = "zero, black, white, mean, blur, file:PATH (.npy, photograph or folder)";

    /** Zero everywhere in the model's input space, which after mean subtraction is a mean-coloured image. */
    record Zero() implements Baseline {}

    /** A black photograph, prepared like the image. */
    record Black() implements Baseline {}

    /** A white photograph, prepared like the image. */
    record White() implements Baseline {}

    /** The image's own mean colour everywhere. */
    record Mean() implements Baseline {}

    /** The image itself, blurred by three box filters of an eighth of its shorter side. */
    record Blur() implements Baseline {}

    /**
     * Images read from a {@code .npy} file ({@code [C, H, W]} or {@code [B, C, H, W]} in the model's layout), a photograph,
     * or a folder of photographs, which are prepared like the image.
     */
    record File(Path path) implements Baseline {}

    /** Images of the caller, {@code [B, …]} in the model's layout. */
    record Given(Tensor images) implements Baseline {
        /** The images become read-only. */
        public Given {
            images = images.asReadOnly();
        }
    }

    /** Several together. */
    record Several(List<Baseline> parts) implements Baseline {
        /** Copies the list. */
        public Several {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Reads {@code zero}, {@code black}, {@code white}, {@code mean}, {@code blur}, {@code file:PATH}, or several separated by
     * commas; a path with a known ending needs no {@code file:}.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Baseline parse(String text) {
        if (text.contains(",")) {
            return new Several(Arrays.stream(text.split(","))
                    .map(String::strip)
                    .map(Baseline::parse)
                    .toList());
        }
        return switch (text) {
            case "zero" -> new Zero();
            case "black" -> new Black();
            case "white" -> new White();
            case "mean" -> new Mean();
            case "blur", "blurred" -> new Blur();
            default -> file(text);
        };
    }

    private static Baseline file(String text) {
        if (text.startsWith("file:") && text.length() > "file:".length()) {
            return new File(Path.of(text.substring("file:".length())));
        }
        if (BaselineFiles.looksLikeFile(text)) {
            return new File(Path.of(text));
        }
        throw new IllegalArgumentException("\"" + text + "\" is no baseline: " + CHOICES + " is expected");
    }

    /** The text form. */
    default String describe() {
        if (this instanceof Several several) {
            return String.join(
                    ",", several.parts().stream().map(Baseline::describe).toList());
        }
        if (this instanceof File file) {
            return "file:" + file.path();
        }
        if (this instanceof Given given) {
            return "given" + given.images().shape();
        }
        return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * The images for one input, each in the model's layout without batch axis.
     *
     * @throws IllegalArgumentException if they do not have the input's shape
     */
    default List<Tensor> images(PreparedImage image) {
        if (this instanceof Several several) {
            return several.parts().stream()
                    .flatMap(part -> part.images(image).stream())
                    .toList();
        }
        if (this instanceof File file) {
            return BaselineFiles.read(file.path(), image).stream()
                    .flatMap(images -> rows(images, image, describe()).stream())
                    .toList();
        }
        if (this instanceof Given given) {
            return rows(given.images(), image, describe());
        }
        if (this instanceof Blur) {
            return List.of(BoxBlur.of(image));
        }
        return List.of(constant(image, colour(image)));
    }

    private double[] colour(PreparedImage image) {
        int channels = image.input().channels();
        double[] colour = new double[channels];
        for (int c = 0; c < channels; c++) {
            if (this instanceof Black) {
                colour[c] = image.preprocessing().normalise(c, 0);
            } else if (this instanceof White) {
                colour[c] = image.preprocessing().normalise(c, 255);
            } else if (this instanceof Mean) {
                colour[c] = mean(image, c);
            }
        }
        return colour;
    }

    private static double mean(PreparedImage image, int channel) {
        PixelPlanes planes = PixelPlanes.of(image);
        double sum = 0;
        for (int i = 0; i < planes.area(); i++) {
            sum += image.tensor().at(planes.index(channel, i));
        }
        return sum / planes.area();
    }

    private static Tensor constant(PreparedImage image, double[] colour) {
        Tensor tensor = Tensor.zeros(image.tensor().shape());
        PixelPlanes planes = PixelPlanes.of(image);
        for (int channel = 0; channel < colour.length; channel++) {
            for (int pixel = 0; pixel < planes.area(); pixel++) {
                tensor.set(planes.index(channel, pixel), (float) colour[channel]);
            }
        }
        return tensor;
    }

    private static List<Tensor> rows(Tensor images, PreparedImage image, String name) {
        Shape wanted = image.tensor().shape();
        Tensor batch = images.shape().equals(wanted) ? images.reshape(wanted.prepend(1)) : images;
        if (batch.shape().rank() != 4
                || !batch.shape().dropFirst().equals(wanted)
                || batch.shape().dim(0) == 0) {
            throw new IllegalArgumentException("baseline " + name + " has shape " + images.shape() + "; "
                    + wanted.prepend(Shape.DYNAMIC) + " is expected");
        }
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < batch.shape().dim(0); i++) {
            rows.add(batch.row(i));
        }
        return rows;
    }
}
