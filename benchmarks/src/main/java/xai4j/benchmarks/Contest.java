package xai4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kinds of work beside their floor, in turns in one run, so that a busy machine is as busy for all of them; the best round of each counts. Rounds before that
 * warm up, until Java's compiler has little left to do: after one or two thousand passes it still takes a twentieth of the processor time, for code that is
 * compiled once in a program's life.
 *
 * @param floor what none of them can do without
 * @param works by name
 */
record Contest(Runnable floor, Map<String, Runnable> works) {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
    private static final double NANOS_PER_MILLISECOND = 1e6;
    private static final int MOST_WARM_UPS = 8;

    /** Part of a warm-up round's processor time that its compiler may take for it to have been the last. */
    private static final double LITTLE = 0.01;

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

    private void round(Best least, List<Best> bests, boolean counts) {
        least.take(floor, counts);
        int i = 0;
        for (Runnable run : works.values()) {
            bests.get(i).take(run, counts);
            i++;
        }
    }

    /** Part of the processor time of a round that went into compiling. */
    private static double compiled(Runnable round) {
        long compiling = COMPILER.getTotalCompilationTime();
        long processors = SYSTEM.getProcessCpuTime();
        round.run();
        return (COMPILER.getTotalCompilationTime() - compiling)
                * NANOS_PER_MILLISECOND
                / (SYSTEM.getProcessCpuTime() - processors);
    }

    /** Runs so many rounds that count, behind those that warm up. */
    List<Result> results(int rounds) {
        Best least = new Best();
        List<Best> bests = works.keySet().stream().map(name -> new Best()).toList();
        for (int i = 0; i < MOST_WARM_UPS && compiled(() -> round(least, bests, false)) > LITTLE; i++) {
            // once more
        }
        for (int i = 0; i < rounds; i++) {
            round(least, bests, true);
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
