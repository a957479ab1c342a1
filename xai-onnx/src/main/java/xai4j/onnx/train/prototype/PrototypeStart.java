package xai4j.onnx.train.prototype;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where prototypes begin: in each class on patches that a linear head takes for most evidence of it, each of another picture and unlike
 * those chosen before. So they begin on what tells the classes apart and not on what fills most of the pictures.
 */
final class PrototypeStart {
    private static final double ALIKE = 0.5;

    private final PrototypeHead head;
    private final PatchTable table;
    private final PatchEvidence evidence;

    PrototypeStart(PrototypeHead head, PatchTable table, PatchEvidence evidence) {
        this.head = head;
        this.table = table;
        this.evidence = evidence;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Candidate(double evidence, double[] patch) {}

    void place() {
        for (int k = 0; k < head.labels(); k++) {
            int label = k;
            int[] own = IntStream.range(0, head.count())
                    .filter(p -> head.classes().get(p) == label)
                    .toArray();
            List<double[]> chosen = spread(candidates(k), own.length);
            for (int q = 0; q < own.length; q++) {
                System.arraycopy(chosen.get(q), 0, head.prototypes, own[q] * head.channels(), head.channels());
            }
        }
    }

    /** The strongest patch of each picture of a class. */
    private List<Candidate> candidates(int label) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            if (table.label(i) == label) {
                candidates.add(strongest(i));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::evidence).reversed());
        return candidates;
    }

    private Candidate strongest(int picture) {
        int best = evidence.strongest(picture);
        double[] patches = head.patches(table.map(picture, 0));
        double[] patch = new double[head.channels()];
        System.arraycopy(patches, best * patch.length, patch, 0, patch.length);
        return new Candidate(evidence.at(picture, best), patch);
    }

    /** The strongest that do not look like one that was chosen before; when there are too few of them, the strongest of the others. */
    private static List<double[]> spread(List<Candidate> candidates, int count) {
        double alike = ALIKE * middleDistance(candidates);
        List<double[]> chosen = new ArrayList<>();
        List<double[]> left = new ArrayList<>();
        for (Candidate candidate : candidates) {
            boolean twin = chosen.stream().anyMatch(other -> distance(candidate.patch(), other) < alike);
            (twin || chosen.size() == count ? left : chosen).add(candidate.patch());
        }
        chosen.addAll(left.subList(0, count - chosen.size()));
        return chosen;
    }

    private static double middleDistance(List<Candidate> candidates) {
        double[] distances = IntStream.range(1, candidates.size())
                .mapToDouble(i -> distance(
                        candidates.get(i).patch(), candidates.get(i - 1).patch()))
                .sorted()
                .toArray();
        return distances.length == 0 ? 0 : distances[distances.length / 2];
    }

    private static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int c = 0; c < one.length; c++) {
            sum += (one[c] - other[c]) * (one[c] - other[c]);
        }
        return sum;
    }
}
