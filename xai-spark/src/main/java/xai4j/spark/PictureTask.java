package xai4j.spark;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * What a task does with the rows of its partition: one after the other, as they are asked for, so that no more than one picture is in memory; each gets a
 * result or an error.
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
        context.addTaskCompletionListener((TaskCompletionListener) ended -> opened.close());
        return new Iterator<>() {
            private long row;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                row++;
                Row given = rows.next();
                return with(
                        given,
                        opened.answer(
                                given.get(position),
                                form,
                                picture -> marked(picture, given),
                                "column \"" + column + "\" in row " + row + " of partition " + context.partitionId()));
            }
        };
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
