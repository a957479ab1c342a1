package xai4j.djl.tensorflow;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SavedModel;
import xai4j.Explainers;
import xai4j.fuzz.FuzzTally;
import xai4j.fuzz.Mutations;
import xai4j.image.ImageInput;
import xai4j.model.LoadOptions;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Opens, describes and runs damaged frozen graphs and SavedModels: {@code SEED COUNT FOLDER SAVED_MODEL…}. A fourth are damaged as files, the
 * others in what they say.
 */
final class TensorFlowFuzz {
    /** Larger pictures are allowed, but not in so little memory as the runs have. */
    private static final long MOST_VALUES = 16L << 20;

    private static final int SIDE = 16;

    private TensorFlowFuzz() {}

    /** A whole graph, and where a damaged one is written and opened. */
    private record Sample(Message whole, Path file, Path opened) {}

    /** Ends the process with 0 when every mutant was understood or refused in a clear line. */
    public static void main(String[] arguments) throws IOException {
        long seed = Long.parseLong(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        Path folder = Path.of(arguments[2]);
        List<Sample> samples = samples(folder, List.of(arguments).subList(3, arguments.length));
        FuzzTally tally = new FuzzTally();
        for (int i = 0; i < count; i++) {
            Sample sample = samples.get(i % samples.size());
            byte[] other = samples.get((i * 7 + 3) % samples.size()).whole().toByteArray();
            byte[] mutant = new Random(seed + i).nextInt(4) == 0
                    ? new Mutations(seed + i).of(sample.whole().toByteArray(), other)
                    : new ProtoMutations(seed + i).of(sample.whole()).toByteArray();
            Files.write(sample.file(), mutant);
            // the last number that was written is the one at fault when the process dies
            Files.writeString(folder.resolve("last.txt"), i + " " + sample.file());
            tally.count(sample.opened().getFileName() + " damaged with " + (seed + i), () -> use(sample.opened()));
        }
        tally.end();
    }

    private static List<Sample> samples(Path folder, List<String> savedModels) throws IOException {
        List<Sample> samples = new ArrayList<>();
        Path frozen = folder.resolve("frozen.pb");
        samples.add(new Sample(TinyGraphs.frozen(), frozen, frozen));
        Path saved = Files.createDirectories(folder.resolve("saved"));
        samples.add(sample(TinyGraphs.writeSavedModel(saved)));
        for (String given : savedModels) {
            Path copy = folder.resolve(Path.of(given).getFileName());
            copy(Path.of(given), copy);
            samples.add(sample(copy));
        }
        Path real = folder.resolve("functions.pb");
        GraphDef inner = SavedModel.parseFrom(Files.readAllBytes(saved.resolve("saved_model.pb")))
                .getMetaGraphs(0)
                .getGraphDef();
        samples.add(new Sample(inner, real, real));
        return samples;
    }

    private static Sample sample(Path saved) throws IOException {
        Path file = saved.resolve("saved_model.pb");
        return new Sample(SavedModel.parseFrom(Files.readAllBytes(file)), file, saved);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.write(target, Files.readAllBytes(file));
                }
            }
        }
    }

    /** What a person does with a file: everything that inspect shows, and the scores of a picture. */
    private static void use(Path path) {
        try (TensorFlowModel model =
                TensorFlowModel.open(path, LoadOptions.defaults().withThreads(1))) {
            model.outputs();
            model.layers();
            model.lastSpatialLayer();
            model.head();
            Explainers.inspect(model);
            ImageInput input = model.spec().input();
            ImageInput sized = input.withSize(
                    input.height() == Shape.DYNAMIC ? SIDE : input.height(),
                    input.width() == Shape.DYNAMIC ? SIDE : input.width());
            long values = (long) sized.channels() * sized.height() * sized.width() * Math.max(1, input.batch());
            if (values <= MOST_VALUES) {
                model.predict(Tensor.zeros(sized.batchShape(Math.max(1, input.batch()))));
            }
        }
    }
}
