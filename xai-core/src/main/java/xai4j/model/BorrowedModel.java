package xai4j.model;

import java.util.List;
import java.util.Optional;

/** Another model seen otherwise: it is what its own class is and nothing that the other has besides, and it owns nothing, so that closing it does nothing. */
abstract class BorrowedModel extends ForwardingModel {
    /** What this class itself is: a detector's boxes are not those of the numbers that are seen here. */
    @Override
    public final <M extends Model> Optional<M> as(Class<M> level) {
        return level.isInstance(this) ? Optional.of(level.cast(this)) : Optional.empty();
    }

    @Override
    public final Optional<String> obstacle(Class<? extends Model> level) {
        return as(level).isPresent() ? Optional.empty() : Optional.of(Levels.lacking(level));
    }

    @Override
    public final List<ModelOutput> outputs() {
        return List.of();
    }

    @Override
    public final void close() {
        // the model belongs to whoever opened it
    }
}
