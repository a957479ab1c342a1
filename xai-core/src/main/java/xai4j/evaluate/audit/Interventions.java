package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.image.ObjectMask;
import xai4j.model.Model;
import xai4j.numeric.Parallel;

/**
 * Asks a model again about pictures whose background was exchanged. Which pictures are taken depends on their order alone, so that the same data
 * set gives the same numbers.
 */
final class Interventions {
    private static final int ANSWERS = 24;
    private static final int BACKGROUNDS = 6;
    private static final int PROBES = 240;
    private static final double REGION = 0.5;

    private final Model model;
    private final LabelledImages images;
    private final ObjectMasks masks;
    private final List<AuditedPicture> pictures;
    private final List<Probe> probes;
    private final Map<Integer, Scene> scenes = Collections.synchronizedMap(new LastScenes());

    Interventions(Model model, LabelledImages images, ObjectMasks masks, List<AuditedPicture> pictures) {
        this.model = model;
        this.images = images;
        this.masks = masks;
        this.pictures = pictures;
        List<AuditedPicture> asked = evenly(roundRobin(pictures), PROBES);
        this.probes = Parallel.map(
                asked.size(),
                i -> new Probe(asked.get(i), scores(scene(asked.get(i)).picture())));
    }

    /** A picture with all its scores. */
    private static final class Probe {
        private final AuditedPicture picture;
        private final float[] scores;

        Probe(AuditedPicture picture, float[] scores) {
            this.picture = picture;
            this.scores = scores;
        }

        AuditedPicture picture() {
            return picture;
        }

        /** How much is missing to a class's being the highest. */
        double distance(int cls) {
            float highest = Float.NEGATIVE_INFINITY;
            for (float score : scores) {
                highest = Math.max(highest, score);
            }
            return highest - scores[cls];
        }
    }

    /** Tests a group of pictures that a model names as of one class. */
    BackgroundTest test(int cls, List<AuditedPicture> group) {
        List<BufferedImage> own = evenly(group, BACKGROUNDS).stream()
                .map(picture -> scene(picture).background())
                .toList();
        List<BufferedImage> others = evenly(roundRobin(others(cls)), BACKGROUNDS).stream()
                .map(picture -> scene(picture).background())
                .toList();
        if (others.isEmpty()) {
            return BackgroundTest.NONE;
        }
        List<Scene> answers = evenly(group, ANSWERS).stream().map(this::scene).toList();
        // an answer that is another one already for the reduced picture says nothing of backgrounds
        List<Scene> steady = kept(answers, cls);
        List<Integer> held = named(cls, steady, others);
        int swaps = steady.size() * others.size();
        List<Scene> objects = nearest(cls);
        List<Integer> pulled = named(cls, objects, own);
        List<Integer> pulledByOthers = named(cls, objects, others);
        List<Integer> differences = IntStream.range(0, objects.size())
                .mapToObj(i -> pulled.get(i) * others.size() - pulledByOthers.get(i) * own.size())
                .toList();
        ObjectMask region = EvidenceMap.mean(
                        group.stream().map(AuditedPicture::evidence).toList())
                .strongest(REGION);
        int stayed = kept(
                        steady.stream()
                                .map(scene -> new Scene(HoleFilling.without(scene.picture(), region), scene.object()))
                                .toList(),
                        cls)
                .size();
        int trials = objects.size() * own.size();
        return new BackgroundTest(
                steady.size(),
                (int) held.stream()
                        .filter(count -> 3 * (others.size() - count) >= others.size())
                        .count(),
                swaps,
                swaps - held.stream().mapToInt(i -> i).sum(),
                objects.size(),
                trials,
                pulled.stream().mapToInt(i -> i).sum(),
                pulledByOthers.stream().mapToInt(i -> i).sum() * own.size() / others.size(),
                BackgroundTest.signTest(differences),
                steady.size() - stayed,
                BackgroundLook.chance(looks(group), looks(roundRobin(others(cls)))),
                2
                                * group.stream()
                                        .filter(picture -> !Double.isNaN(picture.onObject()))
                                        .count()
                        < group.size());
    }

    private List<AuditedPicture> others(int cls) {
        return pictures.stream()
                .filter(picture -> picture.predicted() != cls && picture.label() != cls)
                .toList();
    }

    private List<double[]> looks(List<AuditedPicture> chosen) {
        List<AuditedPicture> some = evenly(chosen, ANSWERS);
        return Parallel.map(
                some.size(), i -> BackgroundLook.of(scene(some.get(i)).background()));
    }

    /** The pictures of other classes that a model takes for others, but most nearly for this one. */
    private List<Scene> nearest(int cls) {
        return probes.stream()
                .filter(probe ->
                        probe.picture().predicted() != cls && probe.picture().label() != cls)
                .sorted(Comparator.comparingDouble(probe -> probe.distance(cls)))
                .limit(ANSWERS)
                .map(probe -> scene(probe.picture()))
                .toList();
    }

    private List<Scene> kept(List<Scene> scenes, int cls) {
        List<Boolean> same =
                Parallel.map(scenes.size(), i -> top(scores(scenes.get(i).picture())) == cls);
        return IntStream.range(0, scenes.size())
                .filter(same::get)
                .mapToObj(scenes::get)
                .toList();
    }

    /** Per object, before how many of the backgrounds it is named as of a class. */
    private List<Integer> named(int cls, List<Scene> objects, List<BufferedImage> backgrounds) {
        int each = backgrounds.size();
        List<Boolean> named = Parallel.map(objects.size() * each, i -> {
            BufferedImage composed = objects.get(i / each).before(backgrounds.get(i % each));
            return top(scores(composed)) == cls;
        });
        return IntStream.range(0, objects.size())
                .mapToObj(i -> (int) named.subList(i * each, (i + 1) * each).stream()
                        .filter(yes -> yes)
                        .count())
                .toList();
    }

    private Scene scene(AuditedPicture picture) {
        Scene known = scenes.get(picture.index());
        if (known != null) {
            return known;
        }
        // made by two threads at once it is the same twice
        Scene scene =
                Scene.of(images.image(picture.index()), masks.of(picture.name()).filter(mask -> mask.area() > 0));
        scenes.put(picture.index(), scene);
        return scene;
    }

    /** The scenes that were asked for last, since groups of a class share most of those they are held against. */
    private static final class LastScenes extends LinkedHashMap<Integer, Scene> {
        private static final long serialVersionUID = 1;
        private static final int MOST = 256;

        LastScenes() {
            super(MOST, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Scene> eldest) {
            return size() > MOST;
        }
    }

    private float[] scores(BufferedImage picture) {
        return model.predict(model.spec().prepare(picture).batch()).row(0).toArray();
    }

    private static int top(float... scores) {
        return IntStream.range(0, scores.length).reduce(0, (a, b) -> scores[b] > scores[a] ? b : a);
    }

    /** Pictures in turn from each predicted class. */
    private static List<AuditedPicture> roundRobin(List<AuditedPicture> pictures) {
        Map<Integer, Integer> seen = new HashMap<>();
        record Turn(AuditedPicture picture, int turn) {}
        List<Turn> turns = new ArrayList<>();
        for (AuditedPicture picture : pictures) {
            turns.add(new Turn(picture, seen.merge(picture.predicted(), 1, Integer::sum)));
        }
        return turns.stream()
                .sorted(Comparator.comparingInt(Turn::turn))
                .map(Turn::picture)
                .toList();
    }

    /** At most so many, spread over the list. */
    private static List<AuditedPicture> evenly(List<AuditedPicture> all, int count) {
        int taken = Math.min(count, all.size());
        return IntStream.range(0, taken)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / taken)))
                .toList();
    }
}
