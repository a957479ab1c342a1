package xai4j.djl.translator;

import ai.djl.Model;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.translate.TranslatorContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a translator sees when it prepares a single picture outside a predictor. */
final class TranslatorScope implements TranslatorContext {
    private final Model model;
    private final NDManager scope;
    private final Map<String, Object> attachments = new HashMap<>();

    TranslatorScope(Model model, NDManager scope) {
        this.model = model;
        this.scope = scope;
    }

    @Override
    public Model getModel() {
        return model;
    }

    @Override
    public NDManager getNDManager() {
        return scope;
    }

    @Override
    public NDManager getPredictorManager() {
        return scope;
    }

    @Override
    public Block getBlock() {
        return model.getBlock();
    }

    @Override
    public @Nullable Metrics getMetrics() {
        return null;
    }

    @Override
    public @Nullable Object getAttachment(String key) {
        return attachments.get(key);
    }

    @Override
    public void setAttachment(String key, Object value) {
        attachments.put(key, value);
    }

    /** The manager belongs to the caller. */
    @Override
    public void close() {}
}
