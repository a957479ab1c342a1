package xai4j.examples;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import xai4j.image.ImageInput;
import xai4j.model.ModelSpec;

/** Height and width of a model's input, as {@code 224x320} on the command line. */
record InputSize(int height, int width) {
    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4})[xX×]([1-9]\\d{0,4})");

    /** Reads the command line's form. */
    static final class Converter implements ITypeConverter<InputSize> {
        @Override
        public InputSize convert(String text) {
            Matcher found = FORM.matcher(text);
            if (!found.matches()) {
                throw new TypeConversionException("'" + text + "' is not a size; height x width such as 224x320 is");
            }
            return new InputSize(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
        }
    }

    /**
     * A model's image port with this size.
     *
     * @throws IllegalArgumentException if the model fixes another one
     */
    ImageInput of(ModelSpec spec) {
        ImageInput input = spec.input();
        boolean fits =
                (input.height() < 0 || input.height() == height) && (input.width() < 0 || input.width() == width);
        if (!fits) {
            throw new IllegalArgumentException(spec.name() + " takes an input of " + input.imageShape()
                    + ", not --input-size " + height + "x" + width);
        }
        return input.withSize(height, width);
    }
}
