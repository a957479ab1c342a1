package xai4j.djl.prototype;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import xai4j.djl.export.OnnxExport;
import xai4j.djl.train.ImageBatches;
import xai4j.image.Box;
import xai4j.io.FileErrors;
import xai4j.prototype.BoxRule;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeFile;
import xai4j.prototype.PrototypePush;
import xai4j.render.Png;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/**
 * Writes a trained prototype network so that {@code Explainers.prototypes} can explain with it: {@code model.onnx}, whose
 * similarities can be read, {@code prototypes.json}, and the training picture of each prototype.
 */
public final class PrototypeExport {
    /** Name of the model in the folder. */
    public static final String MODEL = "model.onnx";

    private static final String PICTURES = "prototypes";
    private static final double PERCENTILE = 95;

    private PrototypeExport() {}

    /**
     * Writes into a folder, which must exist.
     *
     * @param train the pictures that the patches are of
     * @param patches of all prototypes in order
     * @return the prototypes as they are described there; each box holds the region of the patch's own picture that the prototype
     *     answers to most, in pixels of the network's input
     * @throws XaiException if a file cannot be written
     */
    public static List<Prototype> write(
            ProtoPNet network, ImageBatches train, List<PrototypePush.Patch> patches, Path folder) {
        makeFolder(folder.resolve(PICTURES));
        List<Prototype> prototypes = new ArrayList<>();
        for (int p = 0; p < patches.size(); p++) {
            int image = patches.get(p).image();
            String name = String.format(Locale.ROOT, "%s/%03d.png", PICTURES, p);
            Png.write(train.picture(image), folder.resolve(name));
            prototypes.add(new Prototype(
                    network.layout().classes().get(p),
                    train.images().name(image),
                    name,
                    Optional.of(box(network, train, p, image))));
        }
        OnnxExport.write(
                network.network().manager(), network.plain(), network.network().spec(), folder.resolve(MODEL));
        PrototypeFile.write(network.metadata(PrototypeLayer.OUTPUT, prototypes, folder), folder);
        return List.copyOf(prototypes);
    }

    /** The region around the strongest answer; other regions of the same picture are not the patch. */
    private static Box box(ProtoPNet network, ImageBatches train, int prototype, int image) {
        try (NDManager scope = network.network().manager().newSubManager()) {
            Tensor maps = network.similarities(scope, train.batch(scope, new int[] {image}))
                    .row(0);
            int height = network.network().spec().input().height();
            int width = network.network().spec().input().width();
            return BoxRule.PEAK.around(maps.row(prototype), height, width, PERCENTILE);
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new XaiException("cannot make the folder " + folder + ": " + FileErrors.reason(e), e);
        }
    }
}
