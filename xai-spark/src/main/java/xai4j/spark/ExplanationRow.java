package xai4j.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.SegmentAttribution;
import xai4j.json.ExplanationJson;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/**
 * An explanation as a struct of a data frame. What is not kept is null, so that the schema does not depend on it.
 *
 * <pre>
 * targets     array of struct: index int, label string, score double, shape array of int, values array of float
 * regions     array of struct: id int, area int, left, top, right, bottom int (pixels of the model's input, end exclusive), values array of float (one per target)
 * verdicts    array of string
 * provenance  string, JSON
 * picture     binary, PNG
 * json        string, the whole explanation, which ExplanationJson reads
 * </pre>
 */
final class ExplanationRow {
    /** The raw numbers of every target. */
    static final String VALUES = "values";

    /** The regions of explanations by regions. */
    static final String REGIONS = "regions";

    /** The drawing over the photograph. */
    static final String PICTURE = "picture";

    /** Everything, without loss. */
    static final String JSON = "json";

    /** All that can be kept. */
    static final Set<String> PARTS = Set.of(VALUES, REGIONS, PICTURE, JSON);

    private static final StructType TARGET = new StructType(new StructField[] {
        field("index", DataTypes.IntegerType),
        field("label", DataTypes.StringType),
        field("score", DataTypes.DoubleType),
        field("shape", DataTypes.createArrayType(DataTypes.IntegerType, false)),
        field("values", DataTypes.createArrayType(DataTypes.FloatType, false))
    });

    private static final StructType REGION = new StructType(new StructField[] {
        field("id", DataTypes.IntegerType),
        field("area", DataTypes.IntegerType),
        field("left", DataTypes.IntegerType),
        field("top", DataTypes.IntegerType),
        field("right", DataTypes.IntegerType),
        field("bottom", DataTypes.IntegerType),
        field("values", DataTypes.createArrayType(DataTypes.FloatType, false))
    });

    /** The struct's type. */
    static final StructType SCHEMA = new StructType(new StructField[] {
        field("targets", DataTypes.createArrayType(TARGET, false)),
        field("regions", DataTypes.createArrayType(REGION, false)),
        field("verdicts", DataTypes.createArrayType(DataTypes.StringType, false)),
        field("provenance", DataTypes.StringType),
        field("picture", DataTypes.BinaryType),
        field("json", DataTypes.StringType)
    });

    private static final ObjectWriter PROVENANCE =
            JsonMapper.builder().addModule(new Jdk8Module()).build().writerFor(Provenance.class);

    private ExplanationRow() {}

    /** Refuses names of parts that are not {@link #PARTS}. */
    static void requireKnown(Set<String> keep) {
        for (String part : keep) {
            if (!PARTS.contains(part)) {
                throw new IllegalArgumentException("unknown part \"" + part + "\" to keep; known: "
                        + String.join(", ", PARTS.stream().sorted().toList()));
            }
        }
    }

    private static StructField field(String name, DataType type) {
        return DataTypes.createStructField(name, type, true);
    }

    /**
     * An explanation as a row.
     *
     * @param keep which of {@link #PARTS}
     */
    static Row of(Explanation explanation, BufferedImage photograph, Set<String> keep) {
        return RowFactory.create(
                targets(explanation, keep.contains(VALUES)),
                keep.contains(REGIONS) && explanation instanceof SegmentAttribution regions ? regions(regions) : null,
                explanation.diagnostics().verdicts().toArray(),
                provenance(explanation),
                keep.contains(PICTURE) ? explanation.render().png(photograph) : null,
                keep.contains(JSON) ? ExplanationJson.write(explanation) : null);
    }

    private static Object[] targets(Explanation explanation, boolean withValues) {
        List<Row> rows = new ArrayList<>();
        List<ExplainedTarget> targets = explanation.targets();
        boolean one = explanation.values().shape().dim(0) == targets.size();
        for (int t = 0; t < targets.size(); t++) {
            @Nullable Tensor values = withValues && one ? explanation.values().row(t) : null;
            rows.add(RowFactory.create(
                    targets.get(t).index(),
                    targets.get(t).label(),
                    targets.get(t).score(),
                    values == null ? null : values.shape().dims(),
                    values == null ? null : values.toArray()));
        }
        return rows.toArray();
    }

    private static Object[] regions(SegmentAttribution explanation) {
        Segmentation segmentation = explanation.segmentation();
        int[][] boxes = boxes(segmentation);
        int[] areas = segmentation.areas();
        List<Row> rows = new ArrayList<>();
        for (int region = 0; region < segmentation.count(); region++) {
            float[] values = new float[explanation.targets().size()];
            for (int t = 0; t < values.length; t++) {
                values[t] = explanation.values().get(t, region);
            }
            int[] box = boxes[region];
            rows.add(RowFactory.create(region, areas[region], box[0], box[1], box[2], box[3], values));
        }
        return rows.toArray();
    }

    /** Left, top, right, bottom of each region, the last two exclusive. */
    private static int[][] boxes(Segmentation segmentation) {
        int[][] boxes = new int[segmentation.count()][];
        for (int y = 0; y < segmentation.height(); y++) {
            for (int x = 0; x < segmentation.width(); x++) {
                int id = segmentation.at(x, y);
                int[] box = boxes[id];
                if (box == null) {
                    boxes[id] = new int[] {x, y, x + 1, y + 1};
                } else {
                    box[0] = Math.min(box[0], x);
                    box[2] = Math.max(box[2], x + 1);
                    box[3] = y + 1;
                }
            }
        }
        return boxes;
    }

    /** The provenance as {@link ExplanationJson} writes it; the numbers beside it need not be written for that. */
    private static String provenance(Explanation explanation) {
        try {
            return PROVENANCE.writeValueAsString(explanation.provenance());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers has a JSON form", e);
        }
    }
}
