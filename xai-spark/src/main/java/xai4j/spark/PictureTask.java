package xai4j.spark;

import java.util.Iterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import xai4j.numeric.OrderedStream;

/**
 * What a task does with the rows of its partition: as many at once as it has processors, in their order, and only a few further than Spark has asked for, so that
 * memory does not grow with the partition; each gets a result or an error.
 *
 * @param answers how a picture gets its answer
 * @param column the column of pictures
 * @param position of that column
 * @param form what it holds
 * @param marks the column that says where the object is, if there is one
 */
record PictureTask(
        PictureAnswers answers,
        String column,
        int position,
        Picture.Form form,
        @Nullable ObjectMarks marks) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            return rows; // a partition without pictures opens no model
        }
        TaskContext context = TaskContext.get();
        PictureAnswers.Opened opened = answers.open(context);
        Stream<Row> answered = OrderedStream.map(
                counted(rows),
                opened.cpus(),
                row -> with(row.given(), answer(opened, row, place(row, context.partitionId()))));
        context.addTaskCompletionListener((TaskCompletionListener) ended -> {
            answered.close();
            opened.close();
        });
        return answered.iterator();
    }

    private PictureAnswers.Answer answer(PictureAnswers.Opened opened, Counted row, Supplier<String> place) {
        return opened.answer(row.given().get(position), form, picture -> marked(picture, row.given()), place);
    }

    /** A row and which of its partition it is, from 1. */
    private record Counted(Row given, long number) {}

    private static Stream<Counted> counted(Iterator<Row> rows) {
        Iterator<Counted> counted = new Iterator<>() {
            private long row;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Counted next() {
                row++;
                return new Counted(rows.next(), row);
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(counted, 0), false);
    }

    private Supplier<String> place(Counted row, int partition) {
        return () -> "column \"" + column + "\" in row " + row.number() + " of partition " + partition;
    }

    private Picture marked(Picture picture, Row given) {
        return marks == null ? picture : picture.withTruth(marks.read(given, picture.image()));
    }

    private static Row with(Row given, PictureAnswers.Answer answer) {
        Object[] values = new Object[given.length() + 2];
        for (int i = 0; i < given.length(); i++) {
            values[i] = given.get(i);
        }
        values[given.length()] = answer.value();
        values[given.length() + 1] = answer.error();
        return RowFactory.create(values);
    }
}
