package com.example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.test.ModelContract;

// begin contract
class ThresholdContractTest extends ModelContract {
    @TempDir
    private Path folder;

    @Override
    protected Model open() {
        try {
            Path file = Files.writeString(folder.resolve("grey.threshold"), "0.5");
            return new ThresholdModels().open(file, LoadOptions.defaults());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    protected Tensor images() {
        return normal(Shape.of(3, 1, 8, 8), 1);
    }

    @Override
    protected Set<Class<? extends Model>> levels() {
        return Set.of();
    }
}
// end contract
