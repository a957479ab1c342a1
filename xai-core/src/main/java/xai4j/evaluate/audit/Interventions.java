package xai4j.evaluate.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import xai4j.evaluate.audit.BackgroundTest.Extent;
import xai4j.evaluate.audit.ScenePasses.Named;
import xai4j.image.ObjectMask;
import xai4j.numeric.EvenSample;
import xai4j.numeric.WilsonInterval;

/**
 * Asks a model again about pictures whose background was exchanged, as far as a decision hangs on it. Which pictures are taken depends on their order alone, so
 * that the same data set gives the same numbers.
 */
final class Interventions {
    private static final int ANSWERS = 24;
    private static final int FIRST = 8;
    private static final int BACKGROUNDS = 6;
    private static final double REGION = 0.5;

    private final ScenePasses passes;
    private final List<AuditedPicture> pictures;
    private final boolean thorough;
    private final Map<Integer, double[]> looks = new HashMap<>();

    /**
     * Interventions.
     *
     * @param thorough whether all groups are put to the whole test
     */
    Interventions(ScenePasses passes, List<AuditedPicture> pictures, boolean thorough) {
        this.passes = passes;
        this.pictures = pictures;
        this.thorough = thorough;
    }

    /** The tests of all groups, in their order. */
    List<BackgroundTest> tests(List<GroupMembers> groups) {
        double[] alike = groups.stream()
                .mapToDouble(group -> group.isEstimated() ? alike(group, groups.size()) : 1)
                .toArray();
        boolean[] decides = new boolean[groups.size()];
        for (int g = 0; g < decides.length; g++) {
            // where objects are estimated, a finding also needs backgrounds that look alike
            decides[g] = thorough || !groups.get(g).isEstimated() || alike[g] * groups.size() < Findings.ALIKE;
        }
        boolean any = IntStream.range(0, decides.length).anyMatch(g -> decides[g]);
        boolean several =
                pictures.stream().map(AuditedPicture::predicted).distinct().count() > 1;
        if (!any || !several) {
            return IntStream.range(0, decides.length)
                    .mapToObj(g -> BackgroundTest.none(alike[g], groups.get(g).isEstimated()))
                    .toList();
        }
        SwapScreen screen = SwapScreen.of(groups, pictures, passes);
        return IntStream.range(0, decides.length)
                .mapToObj(g -> decides[g] && (thorough || !screen.isQuiet(g))
                        ? whole(groups.get(g), alike[g], screen)
                        : screen.test(g, alike[g]))
                .toList();
    }

    /** The chance that as many backgrounds of all pictures look as alike as a group's. */
    private double alike(GroupMembers group, int tests) {
        return BackgroundLook.chance(looks(group.pictures()), looks(roundRobin(others(group.cls()))), tests);
    }

    private List<double[]> looks(List<AuditedPicture> chosen) {
        return EvenSample.of(chosen, ANSWERS).stream()
                .map(picture -> looks.computeIfAbsent(
                        picture.index(),
                        index -> BackgroundLook.of(passes.scene(picture).picture())))
                .toList();
    }

    private BackgroundTest whole(GroupMembers group, double alike, SwapScreen screen) {
        int cls = group.cls();
        List<Scene> others = scenes(EvenSample.of(roundRobin(others(cls)), BACKGROUNDS));
        if (others.isEmpty()) {
            return BackgroundTest.none(alike, group.isEstimated());
        }
        List<Scene> own = scenes(EvenSample.of(group.pictures(), BACKGROUNDS));
        Held held = held(cls, group.pictures(), own, others);
        Pulled pulled = pulled(objects(cls, screen, held.isFarMore() ? FIRST : ANSWERS), cls, own, others);
        List<Integer> differences = IntStream.range(0, pulled.own().size())
                .mapToObj(i ->
                        pulled.own().get(i) * others.size() - pulled.others().get(i) * own.size())
                .toList();
        return new BackgroundTest(
                Extent.WHOLE,
                held.answers().size(),
                held.hanging(),
                held.before().stream().mapToInt(Named::asked).sum(),
                held.before().stream()
                        .mapToInt(one -> one.asked() - one.named())
                        .sum(),
                pulled.own().size(),
                pulled.own().size() * own.size(),
                sum(pulled.own()),
                sum(pulled.others()) * own.size() / others.size(),
                BackgroundTest.signTest(differences),
                Optional.of(held.answers().size() - withoutRegion(cls, group.pictures(), held.answers())),
                held.usual(),
                alike,
                group.isEstimated());
    }

    private List<Scene> scenes(List<AuditedPicture> of) {
        return of.stream().map(passes::scene).toList();
    }

    /**
     * Answers, and how often each stays before backgrounds of its own kind and before others. The former tells what pasting alone does, and how steady the answers are: a class that is
     * told from another by the toss of a coin changes before any background.
     */
    private record Held(List<Scene> answers, List<Named> beforeOwn, List<Named> before) {
        int hanging() {
            return hanging(before);
        }

        private static int hanging(List<Named> asked) {
            return (int) asked.stream()
                    .filter(one -> one.asked() > 0 && 3 * (one.asked() - one.named()) >= one.asked())
                    .count();
        }

        /** The share of the answers that hang on any background. */
        double usual() {
            return answers.isEmpty() ? Double.NaN : (double) hanging(beforeOwn) / answers.size();
        }

        /** Whether far more hang than usual, whatever the others would say. */
        boolean isFarMore() {
            return !answers.isEmpty()
                    && WilsonInterval.of(hanging(), answers.size()).low()
                            > Math.max(Findings.LEAST_USUAL, usual()) + Findings.FAR_MORE;
        }

        /** Whether hardly more hang than usual, so that the others would not make a finding of it. */
        boolean isHardlyMore() {
            return hanging() == 0 || hanging() < answers.size() * (usual() + Findings.FAR_MORE / 2);
        }

        Held and(Held more) {
            return new Held(
                    joined(answers, more.answers()),
                    joined(beforeOwn, more.beforeOwn()),
                    joined(before, more.before()));
        }
    }

    /** A few answers are asked about first, and the others only where these do not decide. */
    private Held held(int cls, List<AuditedPicture> group, List<Scene> own, List<Scene> others) {
        List<AuditedPicture> asked = EvenSample.of(group, ANSWERS);
        List<AuditedPicture> first = EvenSample.of(asked, FIRST);
        Held few = heldOf(cls, first, own, others);
        return few.isHardlyMore() || few.isFarMore()
                ? few
                : few.and(heldOf(
                        cls,
                        asked.stream()
                                .filter(picture -> !first.contains(picture))
                                .toList(),
                        own,
                        others));
    }

    private Held heldOf(int cls, List<AuditedPicture> asked, List<Scene> own, List<Scene> others) {
        List<Scene> scenes = scenes(asked);
        List<Scene> reduced = scenes.stream().filter(Scene::isReduced).toList();
        List<Integer> named = passes.named(reduced.size(), i -> reduced.get(i).picture());
        // an answer that is another one already for the reduced picture says nothing of backgrounds
        List<Scene> steady = scenes.stream()
                .filter(scene -> !scene.isReduced() || named.get(reduced.indexOf(scene)) == cls)
                .toList();
        List<Named> before = passes.namedBefore(cls, steady, others);
        Held unasked = new Held(steady, List.of(), before);
        return unasked.hanging() == 0 ? unasked : new Held(steady, passes.namedBefore(cls, steady, own), before);
    }

    /** The pictures of other classes that come nearest to this one, and others where too few were asked about. */
    private List<AuditedPicture> objects(int cls, SwapScreen screen, int most) {
        List<AuditedPicture> nearest = screen.nearest(cls, most);
        return Stream.concat(nearest.stream(), EvenSample.of(roundRobin(others(cls)), most).stream())
                .distinct()
                .limit(most)
                .toList();
    }

    /** Per object before how many backgrounds of the group, and of others, it becomes of the group's class. */
    private record Pulled(List<Integer> own, List<Integer> others) {}

    private Pulled pulled(List<AuditedPicture> nearest, int cls, List<Scene> own, List<Scene> others) {
        List<Scene> objects = nearest.stream().map(passes::scene).toList();
        List<Scene> first = objects.subList(0, Math.min(FIRST, objects.size()));
        List<Scene> rest = objects.subList(first.size(), objects.size());
        List<Integer> few = counts(cls, first, own);
        if (sum(few) == 0) {
            // what others pull need not be known
            return new Pulled(few, Collections.nCopies(few.size(), 0));
        }
        Pulled some = new Pulled(few, counts(cls, first, others));
        double more = (double) sum(few) / own.size() - (double) sum(some.others()) / others.size();
        return more < first.size() * Findings.STRONG_PULL / 2
                ? some
                : new Pulled(joined(few, counts(cls, rest, own)), joined(some.others(), counts(cls, rest, others)));
    }

    private List<Integer> counts(int cls, List<Scene> objects, List<Scene> backgrounds) {
        return passes.namedBefore(cls, objects, backgrounds).stream()
                .map(Named::named)
                .toList();
    }

    /** How many answers stay without the region in which half of the group's evidence lies. */
    private int withoutRegion(int cls, List<AuditedPicture> group, List<Scene> answers) {
        ObjectMask region = EvidenceMap.mean(
                        group.stream().map(AuditedPicture::evidence).toList())
                .strongest(REGION);
        List<Integer> named = passes.named(
                answers.size(), i -> HoleFilling.without(answers.get(i).picture(), region));
        return (int) named.stream().filter(name -> name == cls).count();
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
