package xai4j.benchmarks;

import de.viadee.xai.anchor.algorithm.AnchorResult;
import de.viadee.xai.anchor.algorithm.NoCandidateFoundException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.kie.kogito.explainability.local.shap.ShapConfig.RegularizerType;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.anchors.AnchorRule;
import xai4j.coalition.Game;
import xai4j.image.ImageInput;
import xai4j.model.Model;
import xai4j.model.ModelSpec;

/**
 * Prints, as Markdown tables, what other JVM libraries and this one make of the same games in one run: error, calls, and the time of the
 * method itself, since the games cost next to nothing.
 */
final class Rivals {
    static final Model NONE = Models.of(ModelSpec.of("none", ImageInput.nchw(1, 1, 1)), batch -> batch);

    private static final int SEEDS = 5;
    private static final int SEARCHES = 20;
    private static final long WARM_UP = 1_000_000_000;
    private static final long MEASURED = 2_000_000_000;

    private Rivals() {}

    /** Shapley values of a game for a seed. */
    @FunctionalInterface
    private interface Method {
        double[] values(Game game, long seed) throws InterruptedException, ExecutionException;
    }

    /** Prints to standard output. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("| game | method | error | same seed, same answer | calls | ms per 1000 calls |");
        out.println("|---|---|---|---|---|---|");
        for (Map.Entry<String, KnownGame> game : games().entrySet()) {
            for (Map.Entry<String, Method> method : methods(1000).entrySet()) {
                out.println("| " + game.getKey() + " | " + method.getKey() + " | "
                        + row(game.getValue(), method.getValue()) + " |");
            }
        }
        out.println();
        out.println("| players | rule | method | found | calls | ms |");
        out.println("|---|---|---|---|---|---|");
        for (int players : new int[] {12, 50}) {
            for (int[] rule : new int[][] {{3, players - 1}, {1, 5, players - 2}}) {
                anchors(players, rule).forEach(out::println);
            }
        }
    }

    private static Map<String, KnownGame> games() {
        Map<String, KnownGame> games = new LinkedHashMap<>();
        games.put("12 players, additive", KnownGame.interacting(12, 0, 2, 1));
        games.put("12 players, groups of up to 7", KnownGame.interacting(12, 60, 7, 1));
        games.put("50 players, additive", KnownGame.interacting(50, 0, 2, 1));
        games.put("50 players, groups of up to 3", KnownGame.interacting(50, 50, 3, 1));
        return games;
    }

    private static Map<String, Method> methods(int samples) {
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put("TrustyAI, its default regulariser", new TrustyShap(samples, RegularizerType.AUTO)::values);
        methods.put("TrustyAI, no regulariser", new TrustyShap(samples, RegularizerType.NONE)::values);
        methods.put("xai4j kernel-shap", (game, seed) -> Explainers.kernelShap(NONE)
                .samples(samples)
                .seed(seed)
                .evaluate(game)
                .values()[0]);
        return methods;
    }

    private static String row(KnownGame known, Method method) throws InterruptedException {
        try {
            double squares = 0;
            boolean same = true;
            AtomicLong calls = new AtomicLong();
            Game counted = counted(known.game(), calls);
            for (int seed = 0; seed < SEEDS; seed++) {
                double[] values = method.values(counted, seed);
                same &= Arrays.equals(values, method.values(counted, seed));
                squares += Math.pow(known.error(values), 2);
            }
            double each = calls.get() / (2.0 * SEEDS);
            return String.format(
                    Locale.ROOT,
                    "%.4f | %s | %.0f | %.2f",
                    Math.sqrt(squares / SEEDS),
                    same ? "yes" : "no",
                    each,
                    1000 / each * milliseconds(known, method));
        } catch (ExecutionException e) {
            return "fails: " + String.valueOf(e.getCause()).lines().findFirst().orElse("") + " | – | – | –";
        }
    }

    /** What a run of a free game takes once it is warm, of all threads together. */
    private static double milliseconds(KnownGame known, Method method) throws InterruptedException, ExecutionException {
        Game free = Game.of(known.game().players(), 1, masks -> {
            double[] coalitionValues = new double[masks.rows()];
            for (int row = 0; row < coalitionValues.length; row++) {
                coalitionValues[row] = masks.word(row, 0) & 7;
            }
            return coalitionValues;
        });
        run(method, free, WARM_UP);
        long before = cpu();
        int runs = run(method, free, MEASURED);
        return (cpu() - before) / 1e6 / runs;
    }

    /** Runs for some nanoseconds; returns how often. */
    private static int run(Method method, Game game, long nanos) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + nanos;
        int runs = 0;
        while (System.nanoTime() < end) {
            method.values(game, runs++);
        }
        return runs;
    }

    /** Nanoseconds of all threads of this process. */
    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** The last of several searches, so that both are warm. */
    private static List<String> anchors(int players, int[] rule) throws NoCandidateFoundException {
        AtomicLong calls = new AtomicLong();
        Game game = counted(needing(players, rule), calls);
        String first = "";
        String second = "";
        for (int seed = 1; seed <= SEARCHES; seed++) {
            calls.set(0);
            long start = System.nanoTime();
            AnchorResult<?> theirs = AnchorRival.find(game, seed);
            long nanos = System.nanoTime() - start;
            first = anchor(players, rule, "AnchorJ", theirs.getCanonicalFeatures(), calls.getAndSet(0), nanos);
            start = System.nanoTime();
            AnchorRule ours = Explainers.anchors(NONE).seed(seed).evaluate(game);
            nanos = System.nanoTime() - start;
            second = anchor(players, rule, "xai4j anchors", ours.regions(), calls.get(), nanos);
        }
        return List.of(first, second);
    }

    private static String anchor(
            int players, int[] rule, String method, Iterable<Integer> found, long calls, long nanos) {
        return String.format(
                Locale.ROOT,
                "| %d | %s | %s | %s | %d | %.1f |",
                players,
                Arrays.toString(rule),
                method,
                found,
                calls,
                nanos / 1e6);
    }

    /** Worth one while all the given players are present. */
    static Game needing(int players, int... needed) {
        return Game.of(players, 1, masks -> {
            double[] coalitionValues = new double[masks.rows()];
            for (int row = 0; row < coalitionValues.length; row++) {
                coalitionValues[row] = 1;
                for (int player : needed) {
                    coalitionValues[row] = masks.present(row, player) ? coalitionValues[row] : 0;
                }
            }
            return coalitionValues;
        });
    }

    /** A game that counts the coalitions that it is asked about. */
    static Game counted(Game game, AtomicLong calls) {
        return Game.of(game.players(), game.targets(), masks -> {
            calls.addAndGet(masks.rows());
            return game.evaluate(masks);
        });
    }
}
