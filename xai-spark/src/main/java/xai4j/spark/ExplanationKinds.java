package xai4j.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import xai4j.evaluate.audit.EvidenceKinds;
import xai4j.numeric.Floats;

/** The kinds of explanations of one class as rows; {@link DatasetAudit#kinds} says of which columns. */
final class ExplanationKinds {
    static final StructType SCHEMA = new StructType()
            .add("label", DataTypes.StringType)
            .add("shape", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("kind", DataTypes.IntegerType)
            .add("pictures", DataTypes.LongType)
            .add("share", DataTypes.DoubleType)
            .add("gap", DataTypes.DoubleType)
            .add("border", DataTypes.DoubleType)
            .add("map", DataTypes.createArrayType(DataTypes.DoubleType));

    private ExplanationKinds() {}

    /**
     * Groups the pictures of a class.
     *
     * @param cls {@code label}, {@code shape}, {@code pictures} as array of struct with {@code share} and {@code border}
     */
    static Iterator<Row> of(Row cls) {
        List<Integer> shape = cls.getList(cls.fieldIndex("shape"));
        List<Row> pictures = cls.getList(cls.fieldIndex("pictures"));
        if (pictures.size() < EvidenceKinds.FEWEST) {
            return List.<Row>of().iterator();
        }
        List<double[]> shares = pictures.stream().map(ExplanationKinds::share).toList();
        EvidenceKinds found = EvidenceKinds.of(shares.stream().map(Floats::of).toList(), shape.get(0), shape.get(1));
        List<Row> rows = new ArrayList<>();
        for (List<Integer> members : found.groups()) {
            rows.add(RowFactory.create(
                    cls.getAs("label"),
                    shape.stream().mapToInt(Integer::intValue).toArray(),
                    rows.size(),
                    (long) members.size(),
                    (double) members.size() / pictures.size(),
                    found.gap(),
                    members.stream()
                            .mapToDouble(i -> pictures.get(i).<Double>getAs("border"))
                            .average()
                            .orElse(Double.NaN),
                    mean(members.stream().map(shares::get).toList())));
        }
        return rows.iterator();
    }

    private static double[] share(Row picture) {
        List<Double> cells = picture.getList(picture.fieldIndex("share"));
        return cells.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] mean(List<double[]> maps) {
        double[] mean = new double[maps.get(0).length];
        for (double[] map : maps) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += map[i] / maps.size();
            }
        }
        return mean;
    }
}
