package xai4j.djl.torch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import xai4j.fuzz.FuzzTally;
import xai4j.fuzz.Mutations;
import xai4j.model.LoadOptions;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Opens and runs damaged TorchScript files: {@code SEED COUNT FOLDER FILE…}. A third are damaged as files, the others within a part, as
 * whoever can write an archive would do it.
 */
final class TorchFuzz {
    private static final Tensor INPUT = Tensor.zeros(Shape.of(1, 3, 32, 32));

    private TorchFuzz() {}

    /** Ends the process with 0 when every mutant was understood or refused in a clear line. */
    public static void main(String[] arguments) throws Exception {
        long seed = Long.parseLong(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        Path mutant = Path.of(arguments[2]).resolve("mutant.pt");
        List<Path> files = new ArrayList<>();
        for (String file : List.of(arguments).subList(3, arguments.length)) {
            files.add(Path.of(file));
        }
        FuzzTally tally = new FuzzTally();
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed + i);
            Path original = files.get(random.nextInt(files.size()));
            Mutations mutations = new Mutations(seed + i);
            if (random.nextInt(3) == 0) {
                byte[] other = Files.readAllBytes(files.get(random.nextInt(files.size())));
                Files.write(mutant, mutations.of(Files.readAllBytes(original), other));
            } else {
                ArchiveEdit.of(original).damaged(mutations, random).write(mutant);
            }
            // the last name that was printed is the one at fault when the process dies
            Files.writeString(mutant.resolveSibling("last.txt"), String.valueOf(seed + i));
            tally.count("mutant " + (seed + i) + " of " + original.getFileName(), () -> run(mutant));
        }
        tally.end();
    }

    private static void run(Path file) {
        LoadOptions options = LoadOptions.defaults().withInputSize(32, 32).withThreads(1);
        try (TorchScriptModel model = TorchScriptModel.open(file, options)) {
            if (model.spec().input().channels() == 3) {
                model.predict(INPUT);
            }
        }
    }
}
