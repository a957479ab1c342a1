package com.example;

import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import xai4j.model.BackwardRule;
import xai4j.model.ForwardingModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.Model;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

// begin decorator
/** Counts the images that a model is asked about; whatever levels the model has, this has too. */
public final class CountingModel extends ForwardingModel {
    private final Model model;
    private final LongAdder images = new LongAdder();

    public CountingModel(Model model) {
        this.model = model;
    }

    @Override
    protected Model delegate() {
        return model;
    }

    public long images() {
        return images.sum();
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        images.add(batch.shape().dim(0));
        return super.predict(batch, score);
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
        images.add(batch.shape().dim(0));
        return super.gradients(batch, objective, layers, rule);
    }
}
// end decorator
