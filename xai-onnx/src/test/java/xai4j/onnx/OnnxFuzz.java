package xai4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import xai4j.Explainers;
import xai4j.fuzz.FuzzTally;
import xai4j.fuzz.Mutations;
import xai4j.image.ImageInput;
import xai4j.model.LoadOptions;
import xai4j.onnx.graph.MessageMutations;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Opens, describes and runs damaged ONNX files. Arguments: a seed, how many, folders of whole files. */
final class OnnxFuzz {
    /** Larger pictures are allowed, but not in so little memory as the runs have. */
    private static final long MOST_VALUES = 16L << 20;

    private static final int SIDE = 32;

    private OnnxFuzz() {}

    public static void main(String[] arguments) throws IOException {
        long seed = Long.parseLong(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        List<Path> models = new ArrayList<>();
        for (String folder : List.of(arguments).subList(2, arguments.length)) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".onnx")).sorted().forEach(models::add);
            }
        }
        Path mutant = Files.createTempFile("mutant", ".onnx");
        FuzzTally tally = new FuzzTally();
        try {
            for (int i = 0; i < count; i++) {
                Path file = models.get(i % models.size());
                byte[] other = Files.readAllBytes(models.get((i * 7 + 3) % models.size()));
                byte[] whole = Files.readAllBytes(file);
                boolean readable = i % 4 != 0;
                Files.write(
                        mutant,
                        readable ? new MessageMutations(seed + i).of(whole) : new Mutations(seed + i).of(whole, other));
                tally.count(file.getFileName() + " damaged with " + (seed + i), () -> use(mutant));
            }
        } finally {
            Files.deleteIfExists(mutant);
        }
        tally.end();
    }

    /** What a person does with a file: everything that inspect shows, and the scores of a picture. */
    private static void use(Path file) {
        OnnxGraph.read(file).toBytes();
        try (OnnxModel model = OnnxModel.open(file, LoadOptions.defaults())) {
            model.outputs();
            model.layers();
            model.lastSpatialLayer();
            model.head();
            Explainers.tried(model);
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
