package xai4j.spark;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * What transformers that explain have in common beyond the model: method, target, options, seed.
 *
 * @param <S> the transformer itself
 */
public abstract class ExplainingTransformer<S extends ExplainingTransformer<S>> extends ModelTransformer<S> {
    private static final long serialVersionUID = 1L;

    private final Param<String> method;
    private final Param<String> target;
    private final StringArrayParam options;
    private final Param<String> seed;

    ExplainingTransformer(String uid, String outputDefault) {
        super(uid, outputDefault);
        method = new Param<>(this, "method", "name of the method, as on the command line");
        target = new Param<>(
                this, "target", "what is explained: a class, a label, top:K, A-B, …; empty is the predicted class");
        options = new StringArrayParam(this, "options", "options of the method, each as name=value");
        seed = new Param<>(
                this, "seed", "seed of everything that is drawn; each picture gets one made of it and its bytes");
        setDefault(method, "grad-cam");
        setDefault(target, "");
        setDefault(options, new String[0]);
        setDefault(seed, "0");
    }

    /** Parameter: the method. */
    public final Param<String> method() {
        return method;
    }

    /** Parameter: what is explained. */
    public final Param<String> target() {
        return target;
    }

    /** Parameter: options of the method. */
    public final StringArrayParam options() {
        return options;
    }

    /** Parameter: the seed. */
    public final Param<String> seed() {
        return seed;
    }

    /** Sets the method by its name on the command line. */
    public final S setMethod(String name) {
        return with(method, name);
    }

    /** Sets what is explained, as {@code --target} takes it. */
    public final S setTarget(String text) {
        return with(target, text);
    }

    /** Sets options of the method, each as {@code name=value}. */
    public final S setOptions(String... settings) {
        return with(options, settings.clone());
    }

    /** Sets the seed. */
    public final S setSeed(long value) {
        return with(seed, Long.toString(value));
    }

    final Question question() {
        return new Question(
                getOrDefault(method),
                getOrDefault(target),
                List.of(getOrDefault(options)),
                Long.parseLong(getOrDefault(seed)));
    }
}
