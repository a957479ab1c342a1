package xai4j.explain;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import xai4j.image.PreparedImage;
import xai4j.numeric.OrderedStream;

/**
 * How many pictures are explained one behind the other: every thread reads, prepares and explains a picture of its own, and no more threads ask the model at
 * once than it likes. A method that would ask on several threads finds its helpers among these, when they have no picture of their own any more. Where the
 * model takes one caller only, the next pictures are read and prepared beside it.
 */
public final class ManyPictures {
    /** Threads where one asks the model at a time: the other one reads ahead. */
    private static final int READING_AHEAD = 2;

    private final int threads;
    private final Semaphore turns;

    private ManyPictures(int threads, int turns) {
        this.threads = threads;
        this.turns = new Semaphore(turns);
    }

    /** Pictures for some explainers of one model, which take turns. */
    public static ManyPictures of(Iterable<? extends Explainer<?>> explainers) {
        int turns = Integer.MAX_VALUE;
        for (Explainer<?> explainer : explainers) {
            turns = Math.min(turns, explainer.model().batchHint().callers());
        }
        int processors = Runtime.getRuntime().availableProcessors();
        return new ManyPictures(turns == 1 ? READING_AHEAD : Math.min(turns, processors), turns);
    }

    /** Work on each item of a stream, with the results in its order; see {@link OrderedStream#map}. */
    public <T, R> Stream<R> map(Stream<T> items, java.util.function.Function<T, R> work) {
        return OrderedStream.map(items, threads, work);
    }

    /** Explains when it is this thread's turn. */
    public <R> R inTurn(Supplier<R> explaining) {
        turns.acquireUninterruptibly();
        try {
            return explaining.get();
        } finally {
            turns.release();
        }
    }

    /** The result of one picture. */
    <E extends Explanation> PictureResult<E> result(Explainer<E> explainer, PictureSource source) {
        try {
            PreparedImage image =
                    explainer.model().spec().prepare(source.picture().get());
            E explanation = inTurn(() -> explainer.explain(image));
            return new PictureResult<>(source.name(), Optional.of(explanation), Optional.empty());
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return new PictureResult<>(source.name(), Optional.empty(), Optional.of(e));
        }
    }
}
