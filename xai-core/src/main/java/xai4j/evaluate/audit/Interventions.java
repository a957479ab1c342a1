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
import java.util.stream.Stream;
import xai4j.data.LabelledImages;
import xai4j.image.ObjectMask;
import xai4j.model.Model;
import xai4j.numeric.EvenSample;
import xai4j.numeric.Parallel;

/**
 * Asks a model again about pictures whose background was exchanged. Which pictures are taken depends on their order alone, so that the same data
 * set gives the same numbers.
 */
final class Interventions {
    private static final int ANSWERS = 24;
    private static final int FIRST = 8;
    private static final int BACKGROUNDS = 6;
    private static final int PROBES = 120;
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
        List<AuditedPicture> asked = EvenSample.of(roundRobin(pictures), PROBES);
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

    /**
     * Tests a group of pictures that a model names as of one class. A few answers, and a few objects, are asked about first; where none of them changes the others
     * would hardly either.
     */
    BackgroundTest test(int cls, List<AuditedPicture> group) {
        List<BufferedImage> others = EvenSample.of(roundRobin(others(cls)), BACKGROUNDS).stream()
                .map(picture -> scene(picture).background())
                .toList();
        if (others.isEmpty()) {
            return BackgroundTest.NONE;
        }
        Held held = held(cls, group, others);
        List<BufferedImage> own = EvenSample.of(group, BACKGROUNDS).stream()
                .map(picture -> scene(picture).background())
                .toList();
        Pulled pulled = pulled(cls, own, others);
        List<Integer> differences = IntStream.range(0, pulled.own().size())
                .mapToObj(i ->
                        pulled.own().get(i) * others.size() - pulled.others().get(i) * own.size())
                .toList();
        int byOwn = sum(pulled.own());
        int byOthers = sum(pulled.others()) * own.size() / others.size();
        boolean estimated = 2
                        * group.stream()
                                .filter(picture -> !Double.isNaN(picture.onObject()))
                                .count()
                < group.size();
        boolean suspect = held.hanging() > 0 || byOwn > byOthers;
        return new BackgroundTest(
                held.answers().size(),
                held.hanging(),
                held.answers().size() * others.size(),
                held.answers().size() * others.size() - sum(held.counts()),
                pulled.own().size(),
                pulled.own().size() * own.size(),
                byOwn,
                byOthers,
                BackgroundTest.signTest(differences),
                held.answers().size() - withoutRegion(cls, group, held.answers()),
                estimated && suspect ? BackgroundLook.chance(looks(group), looks(roundRobin(others(cls)))) : 1,
                estimated);
    }

    /** Answers, and before how many other backgrounds each stays as it is. */
    private record Held(List<Scene> answers, List<Integer> counts, int backgrounds) {
        int hanging() {
            return (int) counts.stream()
                    .filter(count -> 3 * (backgrounds - count) >= backgrounds)
                    .count();
        }

        Held and(Held more) {
            return new Held(joined(answers, more.answers()), joined(counts, more.counts()), backgrounds);
        }
    }

    private Held held(int cls, List<AuditedPicture> group, List<BufferedImage> others) {
        List<AuditedPicture> asked = EvenSample.of(group, ANSWERS);
        List<AuditedPicture> first = EvenSample.of(asked, FIRST);
        Held few = heldOf(cls, first, others);
        return few.hanging() == 0
                ? few
                : few.and(heldOf(
                        cls,
                        asked.stream()
                                .filter(picture -> !first.contains(picture))
                                .toList(),
                        others));
    }

    private Held heldOf(int cls, List<AuditedPicture> asked, List<BufferedImage> others) {
        List<Scene> scenes = asked.stream().map(this::scene).toList();
        // an answer that is another one already for the reduced picture says nothing of backgrounds
        List<Boolean> kept = kept(scenes.stream().map(Scene::picture).toList(), cls);
        List<Scene> steady = IntStream.range(0, scenes.size())
                .filter(kept::get)
                .mapToObj(scenes::get)
                .toList();
        return new Held(steady, named(cls, steady, others), others.size());
    }

    /** Per object before how many backgrounds of the group, and of others, it becomes of the group's class. */
    private record Pulled(List<Integer> own, List<Integer> others) {}

    private Pulled pulled(int cls, List<BufferedImage> own, List<BufferedImage> others) {
        List<Scene> objects = nearest(cls);
        List<Scene> first = objects.subList(0, Math.min(FIRST, objects.size()));
        List<Scene> rest = objects.subList(first.size(), objects.size());
        List<Integer> few = named(cls, first, own);
        return sum(few) == 0
                ? new Pulled(few, named(cls, first, others))
                : new Pulled(joined(few, named(cls, rest, own)), named(cls, objects, others));
    }

    /** How many answers stay without the region in which half of the group's evidence lies. */
    private int withoutRegion(int cls, List<AuditedPicture> group, List<Scene> answers) {
        ObjectMask region = EvidenceMap.mean(
                        group.stream().map(AuditedPicture::evidence).toList())
                .strongest(REGION);
        List<Boolean> kept = kept(
                answers.stream()
                        .map(scene -> HoleFilling.without(scene.picture(), region))
                        .toList(),
                cls);
        return (int) kept.stream().filter(stays -> stays).count();
    }

    private static int sum(List<Integer> counts) {
        return counts.stream().mapToInt(count -> count).sum();
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private List<AuditedPicture> others(int cls) {
        return pictures.stream()
                .filter(picture -> picture.predicted() != cls && picture.label() != cls)
                .toList();
    }

    private List<double[]> looks(List<AuditedPicture> chosen) {
        List<AuditedPicture> some = EvenSample.of(chosen, ANSWERS);
        return Parallel.map(some.size(), i -> scene(some.get(i)).look());
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

    private List<Boolean> kept(List<BufferedImage> asked, int cls) {
        return Parallel.map(asked.size(), i -> top(scores(asked.get(i))) == cls);
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
}
