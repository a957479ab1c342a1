package com.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import xai4j.image.ImageInput;
import xai4j.model.ClosedModelException;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelProvider;
import xai4j.model.ModelSpec;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

// begin backend
/** Named in META-INF/services/xai4j.model.ModelProvider: opens files that end in {@code .threshold} and hold one number. */
public final class ThresholdModels implements ModelProvider {
    @Override
    public String name() {
        return "thresholds";
    }

    @Override
    public String accepts() {
        return "*.threshold";
    }

    @Override
    public boolean recognises(Path path) {
        return path.toString().endsWith(".threshold");
    }

    @Override
    public Model open(Path path, LoadOptions options) {
        try {
            return new ThresholdModel(
                    path, Float.parseFloat(Files.readString(path).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How far the mean of a grey picture lies above a threshold, and how far below. */
    private static final class ThresholdModel implements Model {
        private final ModelSpec spec;
        private final float threshold;
        private volatile boolean closed;

        ThresholdModel(Path path, float threshold) {
            this.spec = ModelSpec.of(path.getFileName().toString(), ImageInput.nchw(1, 8, 8));
            this.threshold = threshold;
        }

        @Override
        public ModelSpec spec() {
            return spec;
        }

        @Override
        public Tensor predict(Tensor batch) {
            spec.requireBatch(batch);
            if (closed) {
                throw new ClosedModelException(spec.name());
            }
            Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 2));
            for (int row = 0; row < scores.shape().dim(0); row++) {
                double sum = 0;
                for (float value : batch.row(row).toArray()) {
                    sum += value;
                }
                float above = (float) (sum / 64 - threshold);
                scores.set(2 * row, above);
                scores.set(2 * row + 1, -above);
            }
            return scores;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
// end backend
