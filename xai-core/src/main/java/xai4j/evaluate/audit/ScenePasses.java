package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.numeric.Parallel;
import xai4j.numeric.Recent;
import xai4j.tensor.Tensor;

/** The scenes of audited pictures, and what the model says of pictures that are put together from them. */
final class ScenePasses {
    private static final int BATCH = 8;

    private final Model model;
    private final Recent<Integer, Scene> scenes;

    ScenePasses(Model model, LabelledImages images, ObjectMasks masks) {
        this.model = model;
        this.scenes = new Recent<>(index ->
                Scene.of(images.image(index), masks.of(images.name(index)).filter(mask -> mask.area() > 0)));
    }

    /** The scene of a picture; those asked for last are kept, since groups share most of those they are held against. */
    Scene scene(AuditedPicture picture) {
        return scenes.of(picture.index());
    }

    /** The model's logits of so many pictures, which are made as they are asked for, several in a pass. */
    List<float[]> scores(int count, IntFunction<BufferedImage> picture) {
        int batches = (count + BATCH - 1) / BATCH;
        return Parallel.map(batches, batch -> {
                    int from = batch * BATCH;
                    return scored(IntStream.range(from, Math.min(count, from + BATCH))
                            .mapToObj(i -> model.spec().prepare(picture.apply(i)))
                            .toList());
                })
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<float[]> scored(List<PreparedImage> prepared) {
        Tensor first = prepared.get(0).tensor();
        boolean alike =
                prepared.stream().allMatch(image -> image.tensor().shape().equals(first.shape()));
        if (!alike) {
            return prepared.stream()
                    .flatMap(image -> scored(List.of(image)).stream())
                    .toList();
        }
        Tensor batch = Tensor.zeros(first.shape().prepend(prepared.size()));
        for (int row = 0; row < prepared.size(); row++) {
            batch.row(row).buffer().put(prepared.get(row).tensor().buffer());
        }
        Tensor scores = Scores.convert(model.predict(batch), model.spec().scores(), Score.LOGIT);
        return IntStream.range(0, prepared.size())
                .mapToObj(row -> scores.row(row).toArray())
                .toList();
    }

    /** The classes that the model names for so many pictures. */
    List<Integer> named(int count, IntFunction<BufferedImage> picture) {
        return scores(count, picture).stream().map(ScenePasses::top).toList();
    }

    /** The class of the highest score. */
    static int top(float... scores) {
        return IntStream.range(0, scores.length).reduce(0, (a, b) -> scores[b] > scores[a] ? b : a);
    }

    /** By how much a class leads: its logit less the highest other one; negative where it does not. */
    static double lead(float[] scores, int cls) {
        double next = IntStream.range(0, scores.length)
                .filter(other -> other != cls)
                .mapToDouble(other -> scores[other])
                .max()
                .orElse(0);
        return scores[cls] - next;
    }

    /** Objects before backgrounds. */
    Exchanged exchanged(List<Scene> objects, List<BufferedImage> backgrounds) {
        int each = backgrounds.size();
        List<float[]> scores =
                scores(objects.size() * each, i -> objects.get(i / each).before(backgrounds.get(i % each)));
        return new Exchanged(
                objects,
                IntStream.range(0, objects.size())
                        .mapToObj(i -> scores.subList(i * each, (i + 1) * each))
                        .toList());
    }
}
