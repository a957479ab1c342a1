package xai4j.prototype;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import xai4j.image.Box;

/**
 * One prototype as {@code prototypes.json} describes it.
 *
 * @param classIndex class that it stands for
 * @param source training image that it was taken from, in words; empty when unknown
 * @param image file of that training image beside {@code prototypes.json}; empty when there is none
 * @param box where on that image it was found
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Prototype(
        @JsonProperty(value = "class", required = true) int classIndex,
        @JsonProperty("source") String source,
        @JsonProperty("image") String image,
        @JsonProperty("box") Optional<Box> box) {
    /** Fills in what is left out. */
    @SuppressWarnings({"ConstantValue", "OptionalAssignedToNull"}) // a JSON file may leave any of them out
    public Prototype {
        source = source == null ? "" : source;
        image = image == null ? "" : image;
        box = box == null ? Optional.empty() : box;
    }

    /** A prototype of which nothing but its class is known. */
    public static Prototype of(int classIndex) {
        return new Prototype(classIndex, "", "", Optional.empty());
    }
}
