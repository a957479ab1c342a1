package xai4j.examples.evaluate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import xai4j.evaluate.data.MapBaseline;
import xai4j.examples.birds.Part;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.Target;

/** Tells the importance of parts: a method of explaining, or something to measure methods by. */
record Attributor(String name, Map<String, String> options, Source source) {
    /** Where importances come from. Must give the same for the same picture. */
    interface Source {
        /**
         * The importances for some species.
         *
         * @param number of the picture
         */
        List<PartImportances> of(MeasuredTruth truth, int number, int... species);
    }

    static Attributor of(BirdModel model, Explainer<?> explainer) {
        return new Attributor(explainer.method(), explainer.options().describe(), (truth, number, species) -> {
            int[] classes = IntStream.of(species).map(model::classOf).toArray();
            Explanation why = explainer.target(Target.indices(classes)).explain(truth.image());
            return IntStream.range(0, classes.length)
                    .mapToObj(i -> PartImportances.of(why, i, truth.mask()))
                    .toList();
        });
    }

    /** A map that knows nothing of the model, as every evaluation has it; mixed birds get the same for both species. */
    static Attributor baseline(BirdModel model, MapBaseline map, long seed) {
        return new Attributor(map.label(), Map.of(), (truth, number, species) -> IntStream.of(species)
                .mapToObj(one -> PartImportances.of(
                        map.explain(truth.image(), model.model(), model.classOf(one), seed), 0, truth.mask()))
                .toList());
    }

    /** The best that can be said: what the model loses without each part. */
    static Attributor truth() {
        return new Attributor("(truth)", Map.of(), (truth, number, species) -> IntStream.of(species)
                .mapToObj(one -> {
                    Map<Part, Double> drops = new EnumMap<>(Part.class);
                    Part.DISTINCTIVE.forEach(part -> drops.put(part, truth.drop(part, one)));
                    drops.put(
                            Part.BACKGROUND,
                            truth.backgroundDrops(one).stream()
                                    .mapToDouble(drop -> drop)
                                    .average()
                                    .orElse(0));
                    return PartImportances.of(drops);
                })
                .toList());
    }

    /** A map that is the same everywhere: parts are as important as they are large. */
    static Attributor area() {
        return new Attributor("(area)", Map.of(), (truth, number, species) -> {
            Map<Part, Double> areas = new EnumMap<>(Part.class);
            truth.mask().counts().forEach((part, count) -> areas.put(part, (double) count));
            return IntStream.of(species)
                    .mapToObj(one -> PartImportances.of(areas))
                    .toList();
        });
    }

    /** Drawn at random. */
    static Attributor random(long seed) {
        return new Attributor("(random)", Map.of(), (truth, number, species) -> {
            SplittableRandom random = new SplittableRandom(seed ^ (long) number << Integer.SIZE);
            List<PartImportances> drawn = new ArrayList<>();
            for (int i = 0; i < species.length; i++) {
                Map<Part, Double> values = new EnumMap<>(Part.class);
                Part.DISTINCTIVE.forEach(part -> values.put(part, random.nextDouble()));
                values.put(Part.BACKGROUND, random.nextDouble());
                drawn.add(PartImportances.of(values));
            }
            return drawn;
        });
    }
}
