package xai4j.evaluate.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.numeric.EvenSample;
import xai4j.numeric.WilsonInterval;

/**
 * A first look at all groups at once. A few objects of every group are put before one background of another class each, so that one pass tells of both:
 * does the object's answer stay, and does the background pull? And before one of their own kind, to know how much of that any exchange does. Where the intervals of a group or of its class
 * leave no room for a finding, no more need be asked.
 */
final class SwapScreen {
    /** As few as leave no room for a finding where nothing changes: of none in 12 the 95 % interval ends at 24 %. */
    private static final int PER_CLASS = 12;

    private static final int PER_GROUP = 4;
    private static final int NO_GROUP = -1;

    private final List<GroupMembers> groups;
    private final List<Swap> swaps;
    private final double usualLead;

    private SwapScreen(List<GroupMembers> groups, List<Swap> swaps) {
        this.groups = groups;
        this.swaps = swaps;
        double[] leads = swaps.stream()
                .mapToDouble(swap -> ScenePasses.lead(swap.home, ScenePasses.top(swap.home)))
                .sorted()
                .toArray();
        this.usualLead = leads.length == 0 ? 0 : leads[leads.length / 2];
    }

    /** A picture, as object and as background; of no group where a class has none, since nothing speaks for it. */
    private record Slot(int group, int cls, AuditedPicture picture) {
        /** Whether a background of another class is meant by it, and an object of another class before it. */
        boolean isForeignTo(Slot other) {
            return cls != other.cls && cls != other.picture.label() && picture.label() != other.cls;
        }
    }

    /** An object before a background of another class, and before one of its own kind (at home), with the model's logits. */
    private static final class Swap {
        private final Slot object;
        private final Slot background;
        private final float[] scores;
        private final float[] home;

        Swap(Slot object, Slot background, float[] scores, float[] home) {
            this.object = object;
            this.background = background;
            this.scores = scores;
            this.home = home;
        }

        /** By how much more a class leads before the other class's background than at home. */
        double gain(int cls) {
            return ScenePasses.lead(scores, cls) - ScenePasses.lead(home, cls);
        }

        boolean isLost() {
            return ScenePasses.top(scores) != object.cls();
        }

        boolean isNamed(int cls) {
            return ScenePasses.top(scores) == cls;
        }

        /** How much is missing to a class's being the highest. */
        double distance(int cls) {
            return scores[ScenePasses.top(scores)] - scores[cls];
        }
    }

    /** Asks. */
    static SwapScreen of(List<GroupMembers> groups, List<AuditedPicture> pictures, ScenePasses passes) {
        List<Slot> slots = slots(groups, pictures);
        List<Slot> objects = new ArrayList<>();
        List<Slot> backgrounds = new ArrayList<>();
        List<Slot> homes = new ArrayList<>();
        int[] used = new int[slots.size()];
        for (int i = 0; i < slots.size(); i++) {
            int background = leastUsed(slots, i, used);
            if (background >= 0) {
                used[background]++;
                objects.add(slots.get(i));
                backgrounds.add(slots.get(background));
                homes.add(ownKind(slots, i));
            }
        }
        List<float[]> scores = before(objects, backgrounds, passes);
        List<float[]> home = before(objects, homes, passes);
        List<Swap> swaps = IntStream.range(0, objects.size())
                .mapToObj(i -> new Swap(objects.get(i), backgrounds.get(i), scores.get(i), home.get(i)))
                .toList();
        return new SwapScreen(groups, swaps);
    }

    private static List<float[]> before(List<Slot> objects, List<Slot> backgrounds, ScenePasses passes) {
        return passes.scores(objects.size(), i -> passes.scene(objects.get(i).picture())
                .before(passes.scene(backgrounds.get(i).picture()).background()));
    }

    /** The next of the same group, or class, going round; the object's own where there is no other. */
    private static Slot ownKind(List<Slot> slots, int object) {
        Slot own = slots.get(object);
        return IntStream.range(1, slots.size())
                .mapToObj(step -> slots.get((object + step) % slots.size()))
                .filter(other -> other.group() == own.group() && other.cls() == own.cls())
                .findFirst()
                .orElse(own);
    }

    /** As many pictures of each class, shared out evenly among its groups, so that a small group is seen as well. */
    private static List<Slot> slots(List<GroupMembers> groups, List<AuditedPicture> pictures) {
        Map<Integer, Long> perClass =
                groups.stream().collect(Collectors.groupingBy(GroupMembers::cls, Collectors.counting()));
        List<Slot> slots = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            GroupMembers group = groups.get(g);
            int kinds = perClass.getOrDefault(group.cls(), 1L).intValue();
            int each = Math.max(PER_GROUP, (PER_CLASS + kinds - 1) / kinds);
            int position = g;
            EvenSample.of(group.pictures(), each)
                    .forEach(picture -> slots.add(new Slot(position, group.cls(), picture)));
        }
        pictures.stream()
                .filter(picture -> !perClass.containsKey(picture.predicted()))
                .collect(Collectors.groupingBy(AuditedPicture::predicted, TreeMap::new, Collectors.toList()))
                .forEach((cls, its) ->
                        EvenSample.of(its, PER_CLASS).forEach(picture -> slots.add(new Slot(NO_GROUP, cls, picture))));
        return slots;
    }

    /** The background that was used least among those of other classes, going round from another place for each object; −1 where there is none. */
    private static int leastUsed(List<Slot> slots, int object, int... used) {
        int best = -1;
        for (int step = 0; step < slots.size(); step++) {
            // a step over a good part of the circle, so that neighbours in one class stand before different classes
            int other = (object + step + slots.size() * (object % PER_CLASS) / PER_CLASS) % slots.size();
            if (slots.get(other).isForeignTo(slots.get(object)) && (best < 0 || used[other] < used[best])) {
                best = other;
            }
        }
        return best;
    }

    /** Whether what was seen of a group, or of its class, leaves no room for a finding. */
    boolean isQuiet(int group) {
        boolean unchanged = swaps.stream()
                .noneMatch(swap -> swap.object.group() == group && swap.isLost()
                        || swap.background.group() == group
                                && swap.isNamed(groups.get(group).cls()));
        return !shift(group).decides()
                && (unchanged
                        || rulesOutAnswers(lost(group))
                        || rulesOutAnswers(lostOfClass(groups.get(group).cls()))
                        || rulesOutOthers(gained(group))
                        || isQuietClass(groups.get(group).cls()));
    }

    /** Whether these answers leave no room for their background's being needed. */
    boolean rulesOutAnswers(List<Double> leads) {
        return BackgroundShift.rulesOutAnswers(leads, usualLead);
    }

    /** Whether these objects leave no room for a background's bringing them nearer. */
    boolean rulesOutOthers(List<Double> leads) {
        return BackgroundShift.rulesOutOthers(leads, usualLead);
    }

    /** What the group's kind of background is worth by what was seen, which tells more than the few answers that tipped. */
    private BackgroundShift shift(int group) {
        return BackgroundShift.of(lost(group), gained(group), usualLead);
    }

    /** By how much more the group's answers lead at home than before other classes' backgrounds. */
    private List<Double> lost(int group) {
        return lost(groups.get(group).cls(), swap -> swap.object.group() == group);
    }

    private List<Double> lostOfClass(int cls) {
        return lost(cls, swap -> swap.object.cls() == cls);
    }

    private List<Double> lost(int cls, Predicate<Swap> which) {
        return swaps.stream().filter(which).map(swap -> -swap.gain(cls)).toList();
    }

    /** By how much more objects of other classes lead to the group's class before its backgrounds than at home. */
    private List<Double> gained(int group) {
        int cls = groups.get(group).cls();
        return swaps.stream()
                .filter(swap -> swap.background.group() == group)
                .map(swap -> swap.gain(cls))
                .toList();
    }

    /** Whether a group's backgrounds decide by what was seen of a few, though that may still be chance. */
    boolean leavesOpen(BackgroundShift few) {
        return few.decides() && !Findings.isUnlikely(few.chance(), groups.size());
    }

    /** What usually separates the model's first class from its second: the median over objects before backgrounds of their own kind. */
    double usualLead() {
        return usualLead;
    }

    private boolean isQuietClass(int cls) {
        Predicate<Swap> own = swap -> swap.object.cls() == cls;
        Predicate<Swap> before = swap -> swap.background.cls() == cls;
        Predicate<Swap> elsewhere = own.or(before).negate();
        return high(own, Swap::isLost) < Findings.LEAST_USUAL + Findings.FAR_MORE
                && high(before, swap -> swap.isNamed(cls))
                        < share(elsewhere, swap -> swap.isNamed(cls)) + Findings.STRONG_PULL;
    }

    private int count(Predicate<Swap> which) {
        return (int) swaps.stream().filter(which).count();
    }

    private double share(Predicate<Swap> among, Predicate<Swap> which) {
        int all = count(among);
        return all == 0 ? 0 : (double) count(among.and(which)) / all;
    }

    /** The upper end of the share's interval; 1 where nothing was asked. */
    private double high(Predicate<Swap> among, Predicate<Swap> which) {
        int all = count(among);
        return all == 0 ? 1 : WilsonInterval.of(count(among.and(which)), all).high();
    }

    /** What was seen of a group. */
    BackgroundTest test(int group, double alike) {
        int cls = groups.get(group).cls();
        Predicate<Swap> own = swap -> swap.object.group() == group;
        Predicate<Swap> before = swap -> swap.background.group() == group;
        int answers = count(own);
        int lost = count(own.and(Swap::isLost));
        int trials = count(before);
        double others =
                share(swap -> swap.object.cls() != cls && swap.background.cls() != cls, swap -> swap.isNamed(cls));
        return new BackgroundTest(
                BackgroundTest.Extent.FEW,
                answers,
                lost,
                answers,
                lost,
                trials,
                trials,
                count(before.and(swap -> swap.isNamed(cls))),
                (int) Math.rint(others * trials),
                1,
                shift(group),
                Optional.empty(),
                Double.NaN,
                alike,
                groups.get(group).isEstimated());
    }

    /** The pictures of other classes that come nearest to a class, of those that were asked about. */
    List<AuditedPicture> nearest(int cls, int most) {
        return swaps.stream()
                .filter(swap ->
                        swap.object.cls() != cls && swap.object.picture().label() != cls)
                .sorted(Comparator.comparingDouble(swap -> swap.distance(cls)))
                .limit(most)
                .map(swap -> swap.object.picture())
                .toList();
    }
}
