package xai4j.spark;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import xai4j.numeric.OrderedStream;

/** A function from a picture's bytes to a struct {@code (result, error)}. Each task has its own copy of it, which holds the model until the task ends. */
final class PictureFunction implements UDF1<byte[], Row> {
    private static final long serialVersionUID = 1L;

    private final PictureAnswers answers;
    private final String name;
    private transient PictureAnswers.@Nullable Opened opened;

    PictureFunction(PictureAnswers answers, String name) {
        this.answers = answers;
        this.name = name;
    }

    @Override
    public Row call(byte[] bytes) {
        TaskContext context = TaskContext.get();
        if (context == null) { // a constant that the driver evaluates
            try (PictureAnswers.Opened own = answers.open(null)) {
                return row(own, bytes);
            }
        }
        return row(held(context), bytes);
    }

    private PictureAnswers.Opened held(TaskContext context) {
        PictureAnswers.Opened known = opened;
        if (known == null) {
            PictureAnswers.Opened own = answers.open(context);
            context.addTaskCompletionListener((TaskCompletionListener) ended -> {
                opened = null;
                own.close();
            });
            opened = own;
            known = own;
        }
        return known;
    }

    /** On the task's threads and no others, which is what a stream of one picture is for. */
    private Row row(PictureAnswers.Opened own, byte @Nullable [] bytes) {
        try (Stream<PictureAnswers.Answer> answered = OrderedStream.map(
                Stream.of(Optional.ofNullable(bytes)),
                own.cpus(),
                cell -> own.answer(
                        cell.orElse(null),
                        Picture.Form.BYTES,
                        UnaryOperator.identity(),
                        () -> "the argument of " + name))) {
            PictureAnswers.Answer answer = answered.iterator().next();
            return RowFactory.create(answer.value(), answer.error());
        }
    }
}
