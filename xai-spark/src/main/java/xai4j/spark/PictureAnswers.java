package xai4j.spark;

import java.io.Serializable;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import xai4j.image.ImageBudget;
import xai4j.model.Model;
import xai4j.tensor.XaiException;

/**
 * How a picture gets its answer, as it is sent to executors.
 *
 * @param content the model, broadcast
 * @param sha256 of the model's package
 * @param settings how it is opened
 * @param limits what a picture may cost
 * @param work what is done with a picture
 */
record PictureAnswers(Broadcast<ModelPackage> content, String sha256, ModelSettings settings, Limits limits, Work work)
        implements Serializable {
    /** What is done with pictures. */
    interface Work extends Serializable {
        /** From a picture to the value of the added column, made ready once for the pictures of a task. */
        Function<Picture, Object> with(Model model);
    }

    /**
     * What a picture may cost, and what becomes of one that costs more.
     *
     * @param pixels most pixels
     * @param failing whether a bad picture fails the job
     */
    record Limits(long pixels, boolean failing) implements Serializable {}

    /**
     * An answer or why there is none.
     *
     * @param value the value of the added column, or null
     * @param error in a line, or null
     */
    record Answer(@Nullable Object value, @Nullable String error) {}

    /**
     * The model in this JVM, for a task.
     *
     * @param context the task's, or null on the driver
     */
    Opened open(@Nullable TaskContext context) {
        return new Opened(context);
    }

    /** What a running task holds; several threads may ask it at once. */
    final class Opened implements AutoCloseable {
        private final ModelSessions.Lease lease;
        private final int cpus;
        private final Model model;
        private @Nullable Function<Picture, Object> ready;
        private final ImageBudget budget = ImageBudget.defaults().withPixels(limits.pixels());

        private Opened(@Nullable TaskContext context) {
            cpus = context == null ? 1 : Math.max(1, context.cpus());
            ModelSettings here = Optional.ofNullable(context)
                    .map(task -> settings.onDeviceOf(task.resourcesJMap()))
                    .orElse(settings);
            lease = ModelSessions.ofThisJvm().lease(sha256, here, content::value);
            model = new TaskModel(lease.model(), cpus);
        }

        /** The model, asked by as many threads as the task has. */
        Model model() {
            return model;
        }

        /** How many threads Spark gives the task. */
        int cpus() {
            return cpus;
        }

        @Override
        public void close() {
            lease.close();
        }

        /**
         * The answer for one cell.
         *
         * @param cell of the column of pictures, perhaps null
         * @param completed adds what other cells say of the picture
         * @param place for messages: where the cell stands
         */
        Answer answer(
                @Nullable Object cell, Picture.Form form, UnaryOperator<Picture> completed, Supplier<String> place) {
            String error;
            try {
                if (cell == null) {
                    throw new XaiException(place.get() + " is null");
                }
                Picture picture = completed.apply(Picture.read(cell, form, budget));
                return new Answer(ready().apply(picture), null);
            } catch (XaiException | IllegalArgumentException | UnsupportedOperationException e) {
                error = String.valueOf(e.getMessage());
            }
            if (limits.failing()) {
                throw new XaiException(place.get() + ": " + error);
            }
            return new Answer(null, error);
        }

        /** Made at the first picture, so that what the work cannot do is said of each picture as other errors are. */
        private synchronized Function<Picture, Object> ready() {
            Function<Picture, Object> known = ready;
            if (known == null) {
                known = work.with(model);
                ready = known;
            }
            return known;
        }
    }
}
