package xai4j.spark;

import xai4j.model.BatchHint;
import xai4j.model.ForwardingModel;
import xai4j.model.Model;

/** A model as one task sees it: asked by as many threads as the task has processors, and not by as many as the machine has. */
final class TaskModel extends ForwardingModel {
    private final Model shared;
    private final int cpus;

    TaskModel(Model shared, int cpus) {
        this.shared = shared;
        this.cpus = cpus;
    }

    @Override
    protected Model delegate() {
        return shared;
    }

    @Override
    public BatchHint batchHint() {
        BatchHint hint = shared.batchHint();
        return new BatchHint(hint.batch(), Math.min(hint.callers(), cpus));
    }

    /** The model belongs to all tasks of the executor. */
    @Override
    public void close() {}
}
