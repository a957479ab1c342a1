package xai4j.spark;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.BackgroundTest;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.EvidenceGroup;
import xai4j.evaluate.audit.Finding;
import xai4j.image.ImageBudget;
import xai4j.model.Model;
import xai4j.numeric.OrderedStream;
import xai4j.numeric.WilsonInterval;

/**
 * What a task does with a class: the library's own audit of its pictures and of the others, of which the class's part is kept.
 *
 * @param answers the model
 * @param question how pictures are explained
 * @param form what the pictures' column holds
 */
record ClassBackgrounds(PictureAnswers answers, Question question, Picture.Form form)
        implements FlatMapFunction<Row, Row> {
    /** Most pictures of a class. */
    static final int OWN = 100;

    /** Most pictures of all classes, among which a class finds those of other classes. */
    static final int OTHERS = 60;

    static final StructType SCHEMA = new StructType()
            .add("label", DataTypes.StringType)
            .add("kind", DataTypes.IntegerType)
            .add("pictures", DataTypes.LongType)
            .add("share", DataTypes.DoubleType)
            .add("border", DataTypes.DoubleType)
            .add("corners", DataTypes.DoubleType)
            .add("map", DataTypes.createArrayType(DataTypes.FloatType, false))
            .add("extent", DataTypes.StringType)
            .add("answers", DataTypes.IntegerType)
            .add("hanging", DataTypes.IntegerType)
            .add("low", DataTypes.DoubleType)
            .add("high", DataTypes.DoubleType)
            .add("usual", DataTypes.DoubleType)
            .add("pull", DataTypes.DoubleType)
            .add("shift", DataTypes.DoubleType)
            .add("othersShift", DataTypes.DoubleType)
            .add("alike", DataTypes.DoubleType)
            .add("estimated", DataTypes.BooleanType)
            .add("finding", DataTypes.StringType);

    @Override
    public Iterator<Row> call(Row cls) {
        try (PictureAnswers.Opened opened = answers.open(TaskContext.get());
                Stream<List<Row>> tested =
                        OrderedStream.map(Stream.of(cls), opened.cpus(), given -> rows(given, opened.model()))) {
            return tested.iterator().next().iterator();
        }
    }

    private List<Row> rows(Row given, Model model) {
        int cls = given.getAs("predicted");
        List<Row> pictures = pictures(given, cls);
        AuditResult result = Audit.by(question.explainer(model)).run(new Drawn(pictures, model));
        Optional<Finding> finding =
                result.findings().stream().filter(found -> found.cls() == cls).findFirst();
        ClassAudit audit = result.classes().stream()
                .filter(found -> found.index() == cls)
                .findFirst()
                .orElseThrow();
        List<Row> rows = new ArrayList<>();
        for (EvidenceGroup group : audit.groups()) {
            int kind = rows.size();
            rows.add(row(audit.label(), kind, group, finding.filter(found -> found.groups()
                    .contains(kind))));
        }
        return rows;
    }

    private static Row row(String label, int kind, EvidenceGroup group, Optional<Finding> finding) {
        BackgroundTest test = group.test();
        Optional<WilsonInterval> interval = test.hangingInterval();
        return RowFactory.create(
                label,
                kind,
                (long) group.pictures().size(),
                group.share(),
                group.onBorder(),
                group.inCorners(),
                group.mean().cells(),
                test.extent().text(),
                test.answers(),
                test.hanging(),
                interval.map(WilsonInterval::low).orElse(null),
                interval.map(WilsonInterval::high).orElse(null),
                test.usual(),
                test.pull(),
                test.shift().answers(),
                test.shift().others(),
                test.alike(),
                test.estimated(),
                finding.map(Finding::sentence).orElse(null));
    }

    /** The class's own and those of other classes, by their lots. */
    private static List<Row> pictures(Row given, int cls) {
        List<Row> own = given.getList(given.fieldIndex("own"));
        List<Row> others = given.getList(given.fieldIndex("others"));
        return Stream.concat(
                        own.stream(), others.stream().filter(picture -> picture.<Integer>getAs("predicted") != cls))
                .sorted(Comparator.comparing((Row picture) -> picture.<Long>getAs("lot")))
                .toList();
    }

    /** Pictures that were drawn, as a data set; where no column says of which class they are, they are taken to be of the one that the model named. */
    private final class Drawn implements LabelledImages {
        private final List<Row> pictures;
        private final List<String> labels;
        private final boolean labelled;

        Drawn(List<Row> pictures, Model model) {
            this.pictures = pictures;
            this.labelled = pictures.stream().allMatch(picture -> picture.getAs("label") != null);
            this.labels = labelled
                    ? pictures.stream()
                            .map(picture -> picture.<String>getAs("label"))
                            .distinct()
                            .sorted()
                            .toList()
                    : IntStream.rangeClosed(
                                    0,
                                    pictures.stream()
                                            .mapToInt(picture -> picture.<Integer>getAs("predicted"))
                                            .max()
                                            .orElseThrow())
                            .mapToObj(model.spec()::label)
                            .toList();
        }

        @Override
        public List<String> labels() {
            return labels;
        }

        @Override
        public int size() {
            return pictures.size();
        }

        @Override
        public String name(int i) {
            return Long.toHexString(pictures.get(i).getAs("lot"));
        }

        @Override
        public int label(int i) {
            return labelled
                    ? labels.indexOf(pictures.get(i).<String>getAs("label"))
                    : pictures.get(i).<Integer>getAs("predicted");
        }

        @Override
        public BufferedImage image(int i) {
            return Picture.read(
                            pictures.get(i).getAs("picture"),
                            form,
                            ImageBudget.defaults().withPixels(answers.limits().pixels()))
                    .image();
        }
    }
}
