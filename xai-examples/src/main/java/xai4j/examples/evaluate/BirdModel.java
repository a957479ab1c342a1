package xai4j.examples.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import xai4j.examples.birds.BirdPicture;
import xai4j.examples.birds.Species;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** A model that knows the species of the bird world, asked by species. */
final class BirdModel {
    private final Model model;
    private final List<Integer> classes;

    /**
     * Finds the species among a model's labels, in whatever order and with whatever between their words.
     *
     * @throws XaiException if one is missing
     */
    BirdModel(Model model) {
        this.model = model;
        List<String> labels =
                model.spec().labels().stream().map(BirdModel::words).toList();
        this.classes = Species.ALL.stream()
                .map(species -> labels.indexOf(words(species.name())))
                .toList();
        if (classes.contains(-1)) {
            throw new XaiException(model.spec().name() + " has no class \""
                    + Species.ALL.get(classes.indexOf(-1)).name()
                    + "\"; a model of all " + Species.ALL.size() + " species of the bird world is needed"
                    + (labels.isEmpty() ? " (this one has no labels; name them with --labels)" : ""));
        }
    }

    private static String words(String label) {
        return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", " ").strip();
    }

    Model model() {
        return model;
    }

    /** The model's class of a species. */
    int classOf(int species) {
        return classes.get(species);
    }

    /** Side of the pictures that the model takes, in pixels. */
    int side() {
        ModelSpec spec = model.spec();
        int side = Math.max(spec.input().height(), spec.input().width());
        return side > 0 ? side : spec.preprocessing().defaultSize();
    }

    PreparedImage prepared(BirdPicture picture) {
        return model.spec().prepare(picture.image());
    }

    /** The scores of all species. */
    double[] scores(BirdPicture picture) {
        Tensor raw = Scores.requireFinite(
                model.predict(prepared(picture).batch()), model.spec().name());
        Tensor logits = Scores.convert(raw, model.spec().scores(), Score.LOGIT);
        return classes.stream().mapToDouble(logits::at).toArray();
    }

    /** The first species with the highest score. */
    static int highest(double[] scores) {
        return IntStream.range(0, scores.length).reduce(0, (best, i) -> scores[i] > scores[best] ? i : best);
    }
}
