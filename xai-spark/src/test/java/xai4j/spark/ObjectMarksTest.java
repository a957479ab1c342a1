package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;
import xai4j.evaluate.TruthMask;

class ObjectMarksTest {
    private static final StructType BOX = new StructType()
            .add("left", DataTypes.DoubleType)
            .add("top", DataTypes.DoubleType)
            .add("right", DataTypes.DoubleType)
            .add("bottom", DataTypes.DoubleType);
    private static final StructType SCHEMA = new StructType().add("truth", DataTypes.createArrayType(BOX));

    private static Row row(double[]... boxes) {
        List<Row> cells = Stream.of(boxes)
                .<Row>map(box ->
                        new GenericRowWithSchema(Arrays.stream(box).boxed().toArray(), BOX))
                .toList();
        return new GenericRowWithSchema(
                new Object[] {CollectionConverters.asScala(cells).toSeq()}, SCHEMA);
    }

    @Test
    void theObjectIsEveryPixelThatABoxTouches() {
        double[][] boxes = {
            {1.5, 0.2, 3.1, 2},
            {-4, 3, 1, 90},
            {6, 4, 1e12, 5},
            {1e11, 0, 1e12, 5},
            {-9, 0, -1, 5},
            {5, 3, 4, 4},
            {Double.NaN, 0, 8, 6}
        };
        ObjectMarks marks = ObjectMarks.of("truth", SCHEMA);
        BufferedImage picture = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        TruthMask rule = TruthMask.of(8, 6, (x, y) -> Arrays.stream(boxes)
                .anyMatch(box -> x >= Math.floor(box[0])
                        && y >= Math.floor(box[1])
                        && x < Math.ceil(box[2])
                        && y < Math.ceil(box[3])));
        assertThat(marks.read(row(boxes), picture)).contains(rule);
        assertThat(rule.area()).isEqualTo(6 + 3 + 2);
        assertThat(marks.read(row(boxes[4]), picture).orElseThrow().area()).isZero();
        assertThat(marks.read(row(), picture)).isEmpty();
    }
}
