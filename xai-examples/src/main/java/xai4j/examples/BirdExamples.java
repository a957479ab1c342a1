package xai4j.examples;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.serve.web.Example;
import xai4j.image.Images;

/** Pictures of birds to begin with: those that ship with the project, and one of each species drawn for the occasion. */
final class BirdExamples {
    private static final int SIDE = 384;
    private static final long SEED = 7;

    private BirdExamples() {}

    static Map<String, Example> in(Path folder) {
        Map<String, Example> examples = new LinkedHashMap<>();
        sample(examples, folder, BirdSample.FENNET, "crested fennet", "");
        sample(
                examples,
                folder,
                BirdSample.FENNET_WITHOUT_CROWN,
                "fennet without crown",
                "the same bird, its crown left out");
        sample(
                examples,
                folder,
                BirdSample.FENNET_WITHOUT_TAIL,
                "fennet without tail",
                "the same bird, its tail left out");
        sample(examples, folder, BirdSample.TARREL_IN_MEADOW, "spotted tarrel in a meadow", "");
        sample(examples, folder, BirdSample.TARREL_IN_SNOW, "spotted tarrel in snow", "what does birds-biased say?");
        BirdWorld world = BirdWorld.test(SEED, 12).side(SIDE);
        for (int i = 0; i < world.size(); i++) {
            String label = world.labels().get(world.label(i));
            examples.put("bird-" + i, new Example(label, "", world.image(i)));
        }
        return examples;
    }

    private static void sample(
            Map<String, Example> examples, Path folder, BirdSample sample, String title, String note) {
        Path file = sample.copyTo(folder);
        String name = String.valueOf(file.getFileName()).replace(".png", "");
        BufferedImage picture = Images.read(file);
        examples.put(name, new Example(title, note, picture));
    }
}
