package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM's side of PySpark's {@code JavaTransformer}: what it calls by name, with the types that Python's converters send. */
class PythonWrapperTest {
    private static final Pattern TEXT = Pattern.compile("^    (\\w+) = (_texts?)\\(\"(\\w+)\"\\)$", Pattern.MULTILINE);

    /** What Python sends for each parameter of the page's wrapper. */
    private static Map<String, Object> sent() throws IOException {
        String page = Files.readString(Path.of("../docs/spark.md"));
        Map<String, Object> sent = new TreeMap<>(Map.of("failOnError", true));
        TEXT.matcher(page).results().forEach(line -> {
            assertThat(line.group(3)).isEqualTo(line.group(1));
            sent.put(line.group(1), line.group(2).equals("_text") ? "7" : new ArrayList<>(List.of("values", "json")));
        });
        return sent;
    }

    @Test
    void everyParameterOfThePagesWrapperArrives() throws Exception {
        ImageExplainer explainer =
                ImageExplainer.class.getConstructor(String.class).newInstance("ImageExplainer_1");
        assertThat(explainer.uid()).isEqualTo("ImageExplainer_1");
        Map<String, Object> sent = sent();
        // what is left out is a setter's matter: the bytes of a model
        assertThat(Arrays.stream(explainer.params()).map(Param::name).filter(name -> !name.equals("modelBytes")))
                .containsExactlyInAnyOrderElementsOf(sent.keySet());
        for (Map.Entry<String, Object> param : sent.entrySet()) {
            Param<Object> java = explainer.getParam(param.getKey());
            set(explainer, pair(java, param.getValue()));
            Object got = explainer.getOrDefault(java);
            assertThat(got instanceof Object[] texts ? List.of(texts) : got).isEqualTo(param.getValue());
        }
        assertThat(explainer.question()).isEqualTo(new Question("7", "7", List.of("values", "json"), 7));
    }

    /** {@code java_param.w(java_value)}, the overload that takes what was sent most exactly. */
    private static ParamPair<?> pair(Param<Object> param, Object value) throws ReflectiveOperationException {
        Class<?> type = value instanceof List ? List.class : value instanceof Boolean ? boolean.class : Object.class;
        Method w = Arrays.stream(param.getClass().getMethods())
                .filter(method -> method.getName().equals("w") && method.getParameterTypes()[0] == type)
                .findFirst()
                .orElseThrow();
        return (ParamPair<?>) w.invoke(param, value);
    }

    private static void set(Params params, ParamPair<?> pair) throws ReflectiveOperationException {
        Params.class.getMethod("set", ParamPair.class).invoke(params, pair);
    }

    @ParameterizedTest
    @ValueSource(classes = {ImageExplainer.class, ImagePredictor.class, ExplanationMetrics.class})
    void transformersAreWhatWrappersTakeThemFor(Class<? extends ModelTransformer<?>> type) throws Exception {
        ModelTransformer<?> transformer = type.getConstructor(String.class).newInstance("uid");
        Method read = type.getMethod("read");
        assertThat(Modifier.isStatic(read.getModifiers())).isTrue();
        assertThat(MLReader.class).isAssignableFrom(read.getReturnType());
        List<String> setters =
                Arrays.stream(type.getMethods()).map(Method::getName).distinct().toList();
        for (Param<?> param : transformer.params()) {
            String name = param.name();
            assertThat(setters)
                    .contains(name, "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
        }
    }
}
