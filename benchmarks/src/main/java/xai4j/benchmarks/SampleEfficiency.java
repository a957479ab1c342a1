package xai4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.coalition.Game;
import xai4j.coalition.RegionExplainer;
import xai4j.image.ImageInput;
import xai4j.io.Npy;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.shap.kernel.Estimator;
import xai4j.shap.kernel.Sampling;
import xai4j.tensor.Tensor;

/**
 * Prints, as a Markdown table, the error of Shapley estimators by the number of model calls on games whose values are known: root mean square
 * over seeds of ‖error‖/‖values‖. Arguments, if any, are parts of names of games or estimators: only lines that have one of them are computed; {@code seeds=100}
 * takes more than twenty seeds.
 */
public final class SampleEfficiency {
    private static final int[] CALLS = {60, 120, 250, 500, 1000, 2000, 4000};
    private static final int SEEDS = 20;
    private static final String MORE_SEEDS = "seeds=";
    private static final Model NONE = Models.of(ModelSpec.of("none", ImageInput.nchw(1, 1, 1)), batch -> batch);

    private SampleEfficiency() {}

    /** Prints to standard output. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int seeds = Arrays.stream(arguments)
                .filter(word -> word.startsWith(MORE_SEEDS))
                .mapToInt(word -> Integer.parseInt(word.substring(MORE_SEEDS.length())))
                .findFirst()
                .orElse(SEEDS);
        List<String> parts = Arrays.stream(arguments)
                .filter(word -> !word.startsWith(MORE_SEEDS))
                .toList();
        out.println("| game | estimator | " + header() + " |");
        out.println("|---|---|" + "---|".repeat(CALLS.length));
        games().forEach((name, known) -> estimators().forEach((estimator, of) -> {
            String line = "| " + name + " | " + estimator + " | ";
            if (parts.isEmpty() || parts.stream().anyMatch(line::contains)) {
                out.println(line + row(known, of, seeds) + " |");
            }
        }));
    }

    private static String header() {
        StringBuilder header = new StringBuilder();
        for (int calls : CALLS) {
            header.append(header.length() == 0 ? "" : " | ").append(calls);
        }
        return header.toString();
    }

    /** Estimators by name, each made for a seed and a number of calls given as {@code seed · 10000 + calls}. */
    static Map<String, LongFunction<RegionExplainer<?>>> estimators() {
        Map<String, LongFunction<RegionExplainer<?>>> estimators = new LinkedHashMap<>();
        estimators.put("shap package's sampling", code -> kernelShap(code, Sampling.TEXTBOOK, Estimator.REGRESSION));
        estimators.put("permutations", code -> Explainers.shapleySampling(NONE)
                .samples((int) (code % 10_000))
                .seed(code / 10_000));
        estimators.put("leverage pairs", code -> kernelShap(code, Sampling.LEVERAGE, Estimator.REGRESSION));
        estimators.put(
                "leverage pairs, adjusted (default)",
                code -> kernelShap(code, Sampling.LEVERAGE, Estimator.ADJUSTED_REGRESSION));
        estimators.put("Gaussian process", code -> kernelShap(code, Sampling.LEVERAGE, Estimator.GAUSSIAN_PROCESS));
        return estimators;
    }

    private static RegionExplainer<?> kernelShap(long code, Sampling sampling, Estimator estimator) {
        return Explainers.kernelShap(NONE)
                .sampling(sampling)
                .estimator(estimator)
                .samples((int) (code % 10_000))
                .seed(code / 10_000);
    }

    private static Map<String, KnownGame> games() {
        Map<String, KnownGame> games = new LinkedHashMap<>();
        games.put("12 players, groups of up to 7", KnownGame.interacting(12, 60, 7, 1));
        games.put("50 players, additive", KnownGame.interacting(50, 0, 2, 1));
        games.put("50 players, pairs", KnownGame.interacting(50, 200, 2, 1));
        games.put("50 players, groups of up to 3", KnownGame.interacting(50, 50, 3, 1));
        games.put("50 players, groups of up to 6", KnownGame.interacting(50, 100, 6, 1));
        for (String photo : new String[] {"darknet_eagle", "djl_dog-cat", "gradcam_both", "tract_elephants"}) {
            games.put("network, 14 regions, " + photo, network(photo, 0));
        }
        games.put("the same, probability", network("djl_dog-cat", 1));
        return games;
    }

    static KnownGame network(String photo, int column) {
        Tensor table = table("games/" + photo + ".npy");
        double[] value = new double[table.shape().dim(0)];
        for (int i = 0; i < value.length; i++) {
            value[i] = table.get(i, column);
        }
        Game game = Game.table(Integer.numberOfTrailingZeros(value.length), value);
        return new KnownGame(game, Explainers.exactShapley(NONE).evaluate(game).values()[0]);
    }

    private static Tensor table(String name) {
        try (InputStream in = Objects.requireNonNull(SampleEfficiency.class.getResourceAsStream(name))) {
            Path copy = Files.createTempFile("game", ".npy");
            try {
                Files.write(copy, in.readAllBytes());
                return Npy.readFloat(copy);
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String row(KnownGame known, LongFunction<RegionExplainer<?>> estimator, int seeds) {
        StringBuilder row = new StringBuilder();
        for (int calls : CALLS) {
            boolean possible = calls > known.game().players();
            row.append(row.length() == 0 ? "" : " | ")
                    .append(possible ? String.format(Locale.ROOT, "%.4f", error(known, estimator, calls, seeds)) : "–");
        }
        return row.toString();
    }

    /** Root mean square over seeds of ‖error‖/‖values‖. */
    static double error(KnownGame known, LongFunction<RegionExplainer<?>> estimator, int calls) {
        return error(known, estimator, calls, SEEDS);
    }

    private static double error(KnownGame known, LongFunction<RegionExplainer<?>> estimator, int calls, int seeds) {
        double squares = 0;
        for (int seed = 0; seed < seeds; seed++) {
            RegionExplainer<?> explainer = estimator.apply(seed * 10_000L + calls);
            double error = known.error(explainer.evaluate(known.game()).values()[0]);
            squares += error * error;
        }
        return Math.sqrt(squares / seeds);
    }
}
