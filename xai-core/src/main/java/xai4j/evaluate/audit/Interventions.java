package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import xai4j.evaluate.audit.BackgroundTest.Extent;
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
    private static final int CONTROLS = 24;
    /** Where more than half of the answers must change for a finding, other classes are too unsteady to compare with. */
    private static final double UNSTEADY = 0.5;

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
        Controls controls = new Controls();
        return IntStream.range(0, decides.length)
                .mapToObj(g -> decides[g] && (thorough || !screen.isQuiet(g))
                        ? whole(groups.get(g), alike[g], screen, controls)
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

    /** How often answers hang on their background in general: answers of all classes, asked once where a group is put to the whole test. */
    private final class Controls {
        private final Map<Integer, Held> byClass = new TreeMap<>();

        /** The share of those of other classes, as far as backgrounds matter to any answer. */
        double usual(int cls) {
            if (byClass.isEmpty()) {
                EvenSample.of(roundRobin(pictures), CONTROLS).stream()
                        .collect(Collectors.groupingBy(AuditedPicture::predicted))
                        .forEach((own, chosen) -> byClass.put(own, heldOf(own, chosen, backgrounds(others(own)))));
            }
            List<Held> others = byClass.entrySet().stream()
                    .filter(entry -> entry.getKey() != cls)
                    .map(Map.Entry::getValue)
                    .toList();
            int answers = others.stream().mapToInt(Held::size).sum();
            int hanging = others.stream().mapToInt(Held::hanging).sum();
            return answers == 0 ? Findings.LEAST_USUAL : Math.max(Findings.LEAST_USUAL, (double) hanging / answers);
        }
    }

    /** The whole test, which ends early where what was asked first leaves no room for a finding, unless all are to be asked. */
    private BackgroundTest whole(GroupMembers group, double alike, SwapScreen screen, Controls controls) {
        int cls = group.cls();
        List<BufferedImage> others = backgrounds(others(cls));
        if (others.isEmpty()) {
            return BackgroundTest.none(alike, group.isEstimated());
        }
        List<BufferedImage> own = EvenSample.of(group.pictures(), BACKGROUNDS).stream()
                .map(picture -> passes.scene(picture).background())
                .toList();
        double elsewhere = controls.usual(cls);
        List<AuditedPicture> asked = EvenSample.of(group.pictures(), ANSWERS);
        Held few = heldOf(cls, EvenSample.of(asked, FIRST), others);
        List<Double> leads = passes.exchanged(few.answers(), own).leads(cls, few.asked());
        if (!thorough && screen.rulesOutAnswers(leads)) {
            return test(group, few, Pulled.NONE, leads, Optional.empty(), elsewhere, alike, screen);
        }
        List<Scene> objects = objects(cls, screen).stream().map(passes::scene).toList();
        Pulled some = pulled(objects.subList(0, Math.min(FIRST, objects.size())), own, others);
        if (!thorough && screen.rulesOutOthers(some.leads(cls))) {
            return test(group, few, some, leads, Optional.empty(), elsewhere, alike, screen);
        }
        double usual = usual(few, cls, group, own, elsewhere);
        Held held = few.isHardlyMore(usual) || few.isFarMore(usual)
                ? few
                : few.and(heldOf(cls, without(asked, EvenSample.of(asked, FIRST)), others));
        boolean decided = held.isFarMore(usual)
                ? !screen.leavesOpen(BackgroundShift.of(leads, some.leads(cls), screen.usualLead()))
                : some.more(cls) < some.size() * Findings.STRONG_PULL / 2;
        Pulled pulled = decided ? some : some.and(pulled(objects.subList(some.size(), objects.size()), own, others));
        int kept = withoutRegion(cls, group.pictures(), held.answers());
        return test(group, held, pulled, leads, Optional.of(held.size() - kept), usual, alike, screen);
    }

    private static List<AuditedPicture> without(List<AuditedPicture> all, List<AuditedPicture> some) {
        return all.stream().filter(picture -> !some.contains(picture)).toList();
    }

    private static BackgroundTest test(
            GroupMembers group,
            Held held,
            Pulled pulled,
            List<Double> leads,
            Optional<Integer> regionLost,
            double usual,
            double alike,
            SwapScreen screen) {
        int cls = group.cls();
        int swaps = held.size() * held.asked().backgrounds();
        int trials = pulled.size() * pulled.before().backgrounds();
        int controls = pulled.size() * pulled.control().backgrounds();
        return new BackgroundTest(
                Extent.WHOLE,
                held.size(),
                held.hanging(),
                swaps,
                swaps - held.asked().sum(cls),
                pulled.size(),
                trials,
                pulled.before().sum(cls),
                controls == 0 ? 0 : pulled.control().sum(cls) * trials / controls,
                BackgroundTest.signTest(pulled.differences(cls)),
                BackgroundShift.of(leads, pulled.leads(cls), screen.usualLead()),
                regionLost,
                usual,
                alike,
                group.isEstimated());
    }

    /**
     * What is usual for a group: what other classes' answers do, or, where these are unsteady, and the group's own stay before backgrounds of their own kind, no more than the latter
     * change.
     */
    private double usual(Held few, int cls, GroupMembers group, List<BufferedImage> own, double elsewhere) {
        if (elsewhere + Findings.FAR_MORE < UNSTEADY || few.hanging() == 0) {
            return elsewhere;
        }
        Held before = heldOf(cls, EvenSample.of(EvenSample.of(group.pictures(), ANSWERS), FIRST), own);
        return before.size() == 0
                ? elsewhere
                : Math.min(elsewhere, Math.max(Findings.LEAST_USUAL, (double) before.hanging() / before.size()));
    }

    /** Answers of a class before backgrounds. */
    private record Held(Exchanged asked, int cls) {
        List<Scene> answers() {
            return asked.objects();
        }

        int size() {
            return asked.objects().size();
        }

        int hanging() {
            return (int) asked.named(cls).stream()
                    .filter(count -> 3 * (asked.backgrounds() - count) >= asked.backgrounds())
                    .count();
        }

        /** Whether far more hang than usual, whatever the others would say. */
        boolean isFarMore(double usual) {
            return size() > 0 && WilsonInterval.of(hanging(), size()).low() > usual + Findings.FAR_MORE;
        }

        /** Whether hardly more hang than usual, so that the others would not make a finding of it. */
        boolean isHardlyMore(double usual) {
            return hanging() == 0 || hanging() < size() * (usual + Findings.FAR_MORE / 2);
        }

        Held and(Held more) {
            return new Held(asked.and(more.asked), cls);
        }
    }

    private Held heldOf(int cls, List<AuditedPicture> asked, List<BufferedImage> others) {
        List<Scene> scenes = asked.stream().map(passes::scene).toList();
        List<Scene> reduced = scenes.stream().filter(Scene::isReduced).toList();
        List<Integer> named = passes.named(reduced.size(), i -> reduced.get(i).picture());
        // an answer that is another one already for the reduced picture says nothing of backgrounds
        List<Scene> steady = scenes.stream()
                .filter(scene -> !scene.isReduced() || named.get(reduced.indexOf(scene)) == cls)
                .toList();
        return new Held(passes.exchanged(steady, others), cls);
    }

    /** The pictures of other classes that come nearest to this one, and others where too few were asked about. */
    private List<AuditedPicture> objects(int cls, SwapScreen screen) {
        return Stream.concat(
                        screen.nearest(cls, ANSWERS).stream(), EvenSample.of(roundRobin(others(cls)), ANSWERS).stream())
                .distinct()
                .limit(ANSWERS)
                .toList();
    }

    /** Objects of other classes before a group's backgrounds, and before others. */
    private record Pulled(Exchanged before, Exchanged control) {
        /** Where none was put there. */
        static final Pulled NONE = new Pulled(Exchanged.NONE, Exchanged.NONE);

        Pulled and(Pulled more) {
            return new Pulled(before.and(more.before), control.and(more.control));
        }

        int size() {
            return before.objects().size();
        }

        /** How many more of them than before other backgrounds become of a class, on average over backgrounds. */
        double more(int cls) {
            return (double) before.sum(cls) / before.backgrounds() - (double) control.sum(cls) / control.backgrounds();
        }

        /** Per object how much more often it becomes of a class than before other backgrounds, times the numbers of both. */
        List<Integer> differences(int cls) {
            List<Integer> own = before.named(cls);
            List<Integer> others = control.named(cls);
            return IntStream.range(0, size())
                    .mapToObj(i -> own.get(i) * control.backgrounds() - others.get(i) * before.backgrounds())
                    .toList();
        }

        List<Double> leads(int cls) {
            return before.leads(cls, control);
        }
    }

    private Pulled pulled(List<Scene> objects, List<BufferedImage> own, List<BufferedImage> others) {
        return new Pulled(passes.exchanged(objects, own), passes.exchanged(objects, others));
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

    private List<AuditedPicture> others(int cls) {
        return pictures.stream()
                .filter(picture -> picture.predicted() != cls && picture.label() != cls)
                .toList();
    }

    private List<BufferedImage> backgrounds(List<AuditedPicture> of) {
        return EvenSample.of(roundRobin(of), BACKGROUNDS).stream()
                .map(picture -> passes.scene(picture).background())
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
