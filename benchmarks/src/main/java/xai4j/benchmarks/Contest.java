package xai4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
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

    /** The least times of one work, in nanoseconds. */
    private static final class Best {
        private long wall = Long.MAX_VALUE;
        private long processors = Long.MAX_VALUE;

        void take(Runnable work, boolean counts) {
            long start = System.nanoTime();
            long startOfProcessors = SYSTEM.getProcessCpuTime();
            work.run();
            if (counts) {
                wall = Math.min(wall, System.nanoTime() - start);
                processors = Math.min(processors, SYSTEM.getProcessCpuTime() - startOfProcessors);
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
            Best ours = bests.get(results.size());
            results.add(new Result(
                    name,
                    least.wall / NANOS_PER_MILLISECOND,
                    ours.wall / NANOS_PER_MILLISECOND,
                    (double) ours.processors / least.processors));
        }
        return results;
    }
}
