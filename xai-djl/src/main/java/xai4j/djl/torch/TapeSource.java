package xai4j.djl.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xai4j.djl.torch.script.Expression;
import xai4j.djl.torch.script.Expression.Member;
import xai4j.djl.torch.script.ScriptClass;
import xai4j.djl.torch.script.ScriptFile;
import xai4j.djl.torch.script.ScriptFunction;
import xai4j.djl.torch.script.ScriptParser;
import xai4j.djl.torch.script.ScriptPrinter;
import xai4j.djl.torch.script.ScriptRewriter;

/** The script that is put beside a network's own source: the files below {@code tape/}, merged, with the numbers of {@link TapeCode}. */
final class TapeSource {
    /** Where it lies below {@code code/}. */
    static final String FILE = "__torch__/xai4j.py";

    private static final String MODULE = "__torch__.xai4j";
    static final List<String> PARTS = List.of(
            "state",
            "layers",
            "scores",
            "rectifiers",
            "attention",
            "deep_lift",
            "deep_lift_norms",
            "deep_lift_pools",
            "outputs",
            "torchvision");
    private static final String TEXT = ScriptPrinter.print(merged());

    private TapeSource() {}

    /** The whole text. */
    static String text() {
        return TEXT;
    }

    private static ScriptFile merged() {
        Map<String, ScriptClass.Attribute> attributes = new LinkedHashMap<>();
        Map<String, ScriptFunction> methods = new LinkedHashMap<>();
        List<Object> functions = new ArrayList<>();
        for (String part : PARTS) {
            ScriptFile file = new Numbers().file(ScriptParser.file(MODULE, read(part)));
            file.classes().forEach(type -> {
                attributes.putAll(type.attributes());
                methods.putAll(type.methods());
            });
            file.functions().forEach(functions::add);
        }
        List<Object> items = new ArrayList<>();
        items.add(new ScriptClass(MODULE + ".Tape", "", attributes, List.of(), methods));
        items.addAll(functions);
        return new ScriptFile(items);
    }

    private static String read(String part) {
        String resource = "tape/" + part + ".py";
        try (InputStream in = TapeSource.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the xai-djl jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts numbers in the place of their names. */
    private static final class Numbers extends ScriptRewriter {
        @Override
        protected Expression expression(Expression expression) {
            boolean code =
                    expression instanceof Member member && member.object().is("Code");
            return code
                    ? TapeCalls.number(
                            TapeCode.valueOf(((Member) expression).name()).number())
                    : withChangedParts(expression);
        }
    }
}
