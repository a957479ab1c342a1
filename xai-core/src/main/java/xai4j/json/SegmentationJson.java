package xai4j.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Arrays;
import xai4j.image.ImageBudget;
import xai4j.segment.Segmentation;

/**
 * Segmentations as {@code {"width": W, "height": H, "runs": [id, length, id, length, …]}}: row by row, runs go on over the ends of rows. Schema 1
 * had {@code "ids": […]}, one per pixel, in place of it, which is still read.
 */
final class SegmentationJson {
    private static final String WIDTH = "width";
    private static final String HEIGHT = "height";
    private static final String RUNS = "runs";
    private static final String IDS = "ids";

    private SegmentationJson() {}

    static final class Writer extends StdSerializer<Segmentation> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(Segmentation.class);
        }

        @Override
        public void serialize(Segmentation regions, JsonGenerator out, SerializerProvider provider) throws IOException {
            int[] ids = regions.ids();
            out.writeStartObject();
            out.writeNumberField(WIDTH, regions.width());
            out.writeNumberField(HEIGHT, regions.height());
            out.writeArrayFieldStart(RUNS);
            int start = 0;
            for (int i = 1; i <= ids.length; i++) {
                if (i == ids.length || ids[i] != ids[start]) {
                    out.writeNumber(ids[start]);
                    out.writeNumber(i - start);
                    start = i;
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    static final class Reader extends StdDeserializer<Segmentation> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(Segmentation.class);
        }

        @Override
        public Segmentation deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = in.readValueAsTree();
            int width = IntegersJson.one(node, WIDTH);
            int height = IntegersJson.one(node, HEIGHT);
            int[] ids = node.has(RUNS)
                    ? unrolled(IntegersJson.of(node, RUNS), pixels(width, height))
                    : IntegersJson.of(node, IDS);
            return Segmentation.of(width, height, ids);
        }

        private static int pixels(int width, int height) {
            long pixels = (long) width * height;
            if (width < 1 || height < 1 || pixels > ImageBudget.DEFAULT_PIXELS) {
                throw new IllegalArgumentException("a segmentation of " + width + "×" + height
                        + " pixels is not possible; at most " + ImageBudget.DEFAULT_PIXELS + " pixels are");
            }
            return (int) pixels;
        }

        /** The length is checked before any memory is asked for. */
        private static int[] unrolled(int[] runs, int pixels) {
            long length = 0;
            for (int i = 1; i < runs.length; i += 2) {
                length += runs[i];
                if (runs[i] < 1) {
                    throw new IllegalArgumentException("a run of a segmentation is " + runs[i] + " pixels long");
                }
            }
            if (runs.length % 2 != 0 || length != pixels) {
                throw new IllegalArgumentException(
                        "the runs of a segmentation hold " + length + " of its " + pixels + " pixels");
            }
            int[] ids = new int[pixels];
            int from = 0;
            for (int i = 0; i < runs.length; i += 2) {
                Arrays.fill(ids, from, from + runs[i + 1], runs[i]);
                from += runs[i + 1];
            }
            return ids;
        }
    }
}
