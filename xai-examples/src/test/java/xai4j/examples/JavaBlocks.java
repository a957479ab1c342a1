package xai4j.examples;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles what pages and Javadoc show: lines of a method's body, in which the library and a few things are given. */
final class JavaBlocks {
    private static final List<String> PACKAGES = List.of(
            "xai4j",
            "xai4j.anchors",
            "xai4j.attention",
            "xai4j.baseline",
            "xai4j.cam",
            "xai4j.coalition",
            "xai4j.data",
            "xai4j.djl",
            "xai4j.djl.export",
            "xai4j.djl.train",
            "xai4j.djl.prototype",
            "xai4j.djl.nbdt",
            "ai.djl.nn",
            "xai4j.evaluate",
            "xai4j.evaluate.audit",
            "xai4j.evaluate.concept",
            "xai4j.examples.birds",
            "xai4j.explain",
            "xai4j.gradient",
            "xai4j.image",
            "xai4j.io",
            "xai4j.json",
            "xai4j.lime",
            "xai4j.model",
            "xai4j.model.detection",
            "xai4j.onnx.train",
            "xai4j.nbdt",
            "xai4j.nbdt.hierarchy",
            "xai4j.onnx.grad",
            "xai4j.occlusion",
            "xai4j.prototype",
            "xai4j.render",
            "xai4j.report",
            "xai4j.rise",
            "xai4j.segment",
            "xai4j.shap",
            "xai4j.tensor",
            "xai4j.visualize",
            "com.fasterxml.jackson.databind",
            "java.awt.image",
            "java.nio.file",
            "java.time",
            "java.util",
            "java.util.stream");
    /** What the pages take for granted. */
    private static final String GIVEN = """
            DifferentiableModel model;
            DifferentiableModel reader;
            BufferedImage photograph;
            BufferedImage image;
            java.io.InputStream upload;
            ai.djl.Model djlModel;
            ai.djl.repository.zoo.ZooModel<ai.djl.modality.cv.Image, ai.djl.modality.Classifications> zooModel;
            List<String> labels;
            Path folder;
            Path results;
            LabelledImages pictures;
            ImageBatches train;
            ImageBatches test;
            long seed;
            """;

    private final Path classes;

    JavaBlocks(Path classes) {
        this.classes = classes;
    }

    /** What the compiler has against blocks, each by the name of the place where it stands; empty where all compile. */
    String errors(Map<String, String> blocks) {
        if (blocks.isEmpty()) {
            return "";
        }
        List<JavaFileObject> files = new ArrayList<>();
        Map<String, String> places = new LinkedHashMap<>();
        blocks.forEach((place, block) -> {
            String name = "Block" + files.size();
            places.put(name, place);
            files.add(new Source(name, source(name, block)));
        });
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        boolean fine = ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, files)
                .call();
        return fine
                ? ""
                : found.getDiagnostics().stream()
                        .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                        .map(problem -> describe(problem, places))
                        .collect(Collectors.joining("\n"));
    }

    private static String describe(Diagnostic<? extends JavaFileObject> problem, Map<String, String> places) {
        Source source = (Source) problem.getSource();
        return places.get(source.name) + ": " + problem.getMessage(Locale.ROOT) + "\n    "
                + source.text
                        .lines()
                        .skip(problem.getLineNumber() - 1)
                        .findFirst()
                        .orElse("");
    }

    private static String source(String name, String block) {
        String imports = block.lines().filter(JavaBlocks::isImport).collect(Collectors.joining("\n"));
        String body = block.lines()
                .filter(line -> !isImport(line))
                .map(line -> line.replaceFirst("^public (?=(final )?class )", "")) // a class within a method
                .collect(Collectors.joining("\n"));
        return PACKAGES.stream().map(used -> "import " + used + ".*;").collect(Collectors.joining("\n"))
                + imports + "\nabstract class " + name + " {\n" + GIVEN + "void run() throws Exception {\n" + body
                + "\n}\n}\n";
    }

    private static boolean isImport(String line) {
        return line.startsWith("import ");
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String name;
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.name = name;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
