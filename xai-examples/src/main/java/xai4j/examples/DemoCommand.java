package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.examples.birds.BirdNetwork;
import xai4j.render.Png;

/** Shows what the library does on the bird that ships with it. */
@Command(name = "demo", description = "Explain the bird that ships with the project; writes a page of pictures.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for page, pictures and models.")
    private Path out = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter lines = Objects.requireNonNull(spec).commandLine().getOut();
        Path page = out.resolve("page.png");
        Outputs.in(out, "page.png").notOverInputs(spec);
        Results results = new Results(out);
        results.create();
        Demo demo = new Demo(out, results, lines);
        Png.write(demo.page(), page);
        Path prototypes = BirdNetwork.PROTOTYPES.copyTo(out.resolve("protopnet"));
        Path tree = BirdNetwork.TREE.copyTo(out.resolve("tree"));
        lines.printf("%nthe page            %s%n", page);
        lines.printf(
                "try it yourself     xai explain %s --image %s --method rise --out %s%n",
                demo.model(), demo.bird(), out);
        lines.printf(
                "                    xai explain %s --image %s --method prototypes --set because=true --out %s%n",
                prototypes, demo.bird(), out);
        lines.printf(
                "                    xai explain %s --image %s --method nbdt-hard --out %s%n", tree, demo.bird(), out);
        return 0;
    }
}
