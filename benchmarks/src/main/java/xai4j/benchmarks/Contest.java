package xai4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Kinds of work beside their floor, in turns in one run, so that a busy machine is as busy for all of them; the best round of each counts. The first round
 * warms up and does not.
 *
 * @param floor what none of them can do without
 * @param works by name
 */
record Contest(Runnable floor, Map<String, Runnable> works) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final double NANOS_PER_MILLISECOND = 1e6;

    /**
     * One work beside its floor.
     *
     * @param floor milliseconds on the wall
     * @param ours milliseconds on the wall
     * @param processors the ratio of the times of all processors
     */
    record Result(String work, double floor, double ours, double processors) {
        double ratio() {
            return ours / floor;
        }
    }

    private record Best(double[] times) {
        Best() {
            this(new double[] {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY});
        }

        void take(Runnable work, boolean counts) {
            long wall = System.nanoTime();
            long processors = SYSTEM.getProcessCpuTime();
            work.run();
            double[] taken = {System.nanoTime() - wall, SYSTEM.getProcessCpuTime() - processors};
            for (int i = 0; counts && i < taken.length; i++) {
                times[i] = Math.min(times[i], taken[i] / NANOS_PER_MILLISECOND);
            }
        }
    }

    /** Runs so many rounds that count. */
    List<Result> results(int rounds) {
        Best least = new Best();
        List<Best> bests = works.keySet().stream().map(name -> new Best()).toList();
        List<Runnable> runs = List.copyOf(works.values());
        for (int round = 0; round <= rounds; round++) {
            least.take(floor, round > 0);
            for (int i = 0; i < runs.size(); i++) {
                bests.get(i).take(runs.get(i), round > 0);
            }
        }
        List<Result> results = new ArrayList<>();
        for (String name : works.keySet()) {
            double[] ours = bests.get(results.size()).times();
            results.add(new Result(name, least.times()[0], ours[0], ours[1] / least.times()[1]));
        }
        return results;
    }

    @Override
    public String toString() {
        return Arrays.toString(works.keySet().toArray());
    }
}
