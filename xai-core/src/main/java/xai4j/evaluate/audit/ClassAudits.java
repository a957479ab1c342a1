package xai4j.evaluate.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.numeric.EvenSample;

/** Sorts what was found about pictures by class. */
final class ClassAudits {
    private static final int SHOWN = 6;

    private final List<AuditedPicture> pictures;
    private final Interventions interventions;
    private final IntFunction<String> labels;

    ClassAudits(List<AuditedPicture> pictures, Interventions interventions, IntFunction<String> labels) {
        this.pictures = pictures;
        this.interventions = interventions;
        this.labels = labels;
    }

    List<ClassAudit> all() {
        TreeSet<Integer> classes = new TreeSet<>();
        pictures.forEach(picture -> classes.add(picture.predicted()));
        pictures.stream().map(AuditedPicture::label).filter(label -> label >= 0).forEach(classes::add);
        List<Grouping> groupings = classes.stream()
                .map(cls -> grouping(cls, positions(picture -> picture.predicted() == cls)))
                .toList();
        Map<Integer, List<EvidenceGroup>> groups = tested(groupings);
        return groupings.stream()
                .map(grouping -> of(grouping, groups.getOrDefault(grouping.cls(), List.of())))
                .toList();
    }

    private ClassAudit of(Grouping grouping, List<EvidenceGroup> groups) {
        int cls = grouping.cls();
        List<Integer> its = positions(picture -> picture.label() == cls);
        List<Integer> named = positions(picture -> picture.predicted() == cls);
        Optional<EvidenceMap> mean = mean(named);
        List<EvidenceMap> registered = named.stream()
                .flatMap(i -> pictures.get(i).registered().stream())
                .toList();
        ToDoubleFunction<Integer> typical =
                i -> mean.map(map -> map.likeness(pictures.get(i).evidence())).orElse(0.0);
        List<Integer> byLikeness = named.stream()
                .sorted(Comparator.comparingDouble(typical).reversed())
                .toList();
        return new ClassAudit(
                cls,
                labels.apply(cls),
                its.size(),
                (int) its.stream().filter(i -> pictures.get(i).right()).count(),
                named.size(),
                confusions(its),
                mean,
                registered.isEmpty() ? Optional.empty() : Optional.of(EvidenceMap.mean(registered)),
                mean(named, AuditedPicture::onObject),
                mean(named, AuditedPicture::onBorder),
                mean(named, AuditedPicture::inCorners),
                groups,
                grouping.eigenvalues(),
                grouping.words(),
                first(byLikeness),
                first(reversed(byLikeness)),
                suspicious(its, typical),
                first(its.stream()
                        .filter(i -> !pictures.get(i).right())
                        .sorted(Comparator.comparingDouble(i -> -pictures.get(i).score()))
                        .toList()));
    }

    private List<Integer> suspicious(List<Integer> its, ToDoubleFunction<Integer> typical) {
        return first(its.stream()
                .filter(i -> pictures.get(i).right())
                .sorted(Comparator.comparingDouble(i -> {
                    double onObject = pictures.get(i).onObject();
                    return Double.isNaN(onObject) ? typical.applyAsDouble(i) : onObject;
                }))
                .toList());
    }

    private Map<Integer, Integer> confusions(List<Integer> its) {
        Map<Integer, Long> counts = its.stream()
                .filter(i -> !pictures.get(i).right())
                .collect(Collectors.groupingBy(i -> pictures.get(i).predicted(), Collectors.counting()));
        Map<Integer, Integer> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<Integer, Long> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue().intValue()));
        return sorted;
    }

    /** A class's pictures by likeness of their evidence, before they are put to the test. */
    private record Grouping(int cls, List<List<Integer>> kinds, int among, List<Double> eigenvalues, String words) {}

    private Grouping grouping(int cls, List<Integer> named) {
        List<Integer> telling = named.stream()
                .filter(i -> !pictures.get(i).evidence().isEmpty())
                .toList();
        if (telling.size() < SpectralClustering.FEWEST) {
            String words = named.isEmpty()
                    ? "no picture was named so"
                    : "too few to look for kinds of explanations: " + telling.size()
                            + (telling.size() == 1 ? " picture was" : " pictures were")
                            + " named so with evidence, and "
                            + SpectralClustering.FEWEST + " are needed";
            return new Grouping(cls, telling.isEmpty() ? List.of() : List.of(telling), named.size(), List.of(), words);
        }
        List<Integer> taken = EvenSample.of(telling, SpectralClustering.MOST);
        SpectralClustering clustering = SpectralClustering.of(
                taken.stream().map(i -> pictures.get(i).evidence()).toList());
        List<List<Integer>> kinds = clustering.groups().stream()
                .map(members -> members.stream().map(taken::get).toList())
                .toList();
        String words = kinds.size() == 1
                ? "one kind of explanation"
                : kinds.size() + " kinds of explanations, told apart by a gap of "
                        + String.format(Locale.ROOT, "%.2f", clustering.gap()) + " between eigenvalues";
        return new Grouping(
                cls,
                kinds,
                taken.size(),
                clustering.eigenvalues(),
                taken.size() < telling.size() ? words + ", among " + taken.size() + " of its pictures" : words);
    }

    /** The groups of all classes, put to the test together, since one exchanged background can tell of two groups. */
    private Map<Integer, List<EvidenceGroup>> tested(List<Grouping> groupings) {
        List<GroupMembers> members = groupings.stream()
                .flatMap(grouping -> grouping.kinds().stream()
                        .map(kind -> new GroupMembers(
                                grouping.cls(), kind.stream().map(pictures::get).toList())))
                .toList();
        Iterator<BackgroundTest> tests = interventions.tests(members).iterator();
        Map<Integer, List<EvidenceGroup>> groups = new TreeMap<>();
        for (Grouping grouping : groupings) {
            groups.put(
                    grouping.cls(),
                    grouping.kinds().stream()
                            .map(kind -> group(kind, grouping.among(), tests.next()))
                            .toList());
        }
        return groups;
    }

    private EvidenceGroup group(List<Integer> members, int all, BackgroundTest test) {
        EvidenceMap mean = mean(members).orElseThrow();
        List<Integer> typicalFirst = members.stream()
                .sorted(Comparator.comparingDouble(
                        i -> -mean.likeness(pictures.get(i).evidence())))
                .toList();
        return new EvidenceGroup(
                typicalFirst,
                (double) members.size() / all,
                mean,
                mean(members, AuditedPicture::onObject),
                mean(members, AuditedPicture::onBorder),
                mean(members, AuditedPicture::inCorners),
                test);
    }

    private List<Integer> positions(Predicate<AuditedPicture> wanted) {
        return IntStream.range(0, pictures.size())
                .filter(i -> wanted.test(pictures.get(i)))
                .boxed()
                .toList();
    }

    private Optional<EvidenceMap> mean(List<Integer> chosen) {
        return chosen.isEmpty()
                ? Optional.empty()
                : Optional.of(EvidenceMap.mean(
                        chosen.stream().map(i -> pictures.get(i).evidence()).toList()));
    }

    private double mean(List<Integer> chosen, ToDoubleFunction<AuditedPicture> value) {
        return Means.of(chosen.stream().map(pictures::get).toList(), value);
    }

    private static List<Integer> first(List<Integer> all) {
        return List.copyOf(all.subList(0, Math.min(SHOWN, all.size())));
    }

    private static List<Integer> reversed(List<Integer> all) {
        List<Integer> reversed = new ArrayList<>(all);
        Collections.reverse(reversed);
        return reversed;
    }
}
