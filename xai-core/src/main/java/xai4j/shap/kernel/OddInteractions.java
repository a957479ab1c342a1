package xai4j.shap.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import xai4j.coalition.mask.MaskBatch;
import xai4j.shap.kernel.EvidenceRidge.Equations;

/**
 * Interactions of three players in half the differences of pairs, one target's, fitted so that a regression on single players can be relieved of them
 * (regression adjustment: Witter, Liu and Musco 2025).
 *
 * <p>With presence as sign z = ±1, half the difference of a coalition and its complement holds the game's products of one, three, five … players, half
 * the sum those of two, four …. Products of two, which the same calls give away, say between which players to look for products of three: where all
 * three pairs or two of them interact (heredity). A product of an odd number k with coefficient β is worth {@code 2β/k} to each of its players, so what is
 * taken out is given back exactly, and what is not found stays where it was.
 */
final class OddInteractions {
    /** Most players among whom interactions are looked for, those of the largest values. */
    private static final int MOST_PLAYERS = 16;

    /** Pairs up to which equations are those between rows. */
    private static final int MOST_FEW_ROWS = 160;

    /** Most products of three where the work depends on the rows, and where it depends on the products. */
    private static final int MOST_TRIPLES_OF_FEW_ROWS = 364;

    private static final int MOST_TRIPLES = 120;

    /** Players beyond which single ones are all that so many calls can tell apart. */
    private static final int MOST_PLAYERS_AT_ALL = 256;

    /** Pairs of coalitions per player below which a fit of more than single players is not tried. */
    private static final int LEAST_PAIRS_PER_PLAYER = 2;

    /** Enlarges errors for what single players explain by chance, as {@link PairedRegression#standardErrors}. */
    private static final double LEVERAGE_EXPONENT = 0.75;

    private static final int ROWS_OF_A_SIZE = 6;
    private static final double[] RATIOS_OF_TWO = {1, 4, 16, 64};
    private static final double[] RATIOS_OF_THREE = {0.05, 0.5, 5, 50, 500};
    private static final double LEAST_HEREDITY = 0.02;
    private static final double LEAST_VALUE = 0.1;
    private static final double ROUNDING = 1e-10;
    private static final double SMALLEST_REST = 1e-9;

    private final MaskBatch pairs;
    private final SignColumns players;
    private final double[] odd;
    private final int rows;
    private int[][] triples = {};
    private double[] coefficients = {};
    private double[] leftOut = {};

    private OddInteractions(MaskBatch pairs, double[] odd, double gain) {
        this.pairs = pairs;
        this.rows = pairs.rows();
        MaskBatch withFull = MaskBatch.full(pairs.players(), rows + 1);
        for (int row = 0; row < rows; row++) {
            withFull.setRow(row, pairs, row);
        }
        this.players = SignColumns.ofPlayers(withFull);
        this.odd = Arrays.copyOf(odd, rows + 1);
        this.odd[rows] = gain / 2;
    }

    /** Whether there are pairs enough. */
    static boolean suits(MaskBatch pairs) {
        return pairs.players() >= 3
                && pairs.players() <= MOST_PLAYERS_AT_ALL
                && pairs.rows() >= LEAST_PAIRS_PER_PLAYER * pairs.players();
    }

    /**
     * Fits.
     *
     * @param odd half the difference of the values of each coalition and its complement
     * @param even half their sum
     * @param gain {@code v(all) − v(none)}
     * @param values of the players, as far as known
     */
    static OddInteractions fit(MaskBatch pairs, double[] odd, double[] even, double gain, double[] values) {
        OddInteractions interactions = new OddInteractions(pairs, odd, gain);
        interactions.fit(even, values);
        return interactions;
    }

    /** What the products found add to half the difference of a pair. */
    double[] differences() {
        return Arrays.copyOf(players.products(triples).times(coefficients), rows);
    }

    /** What they add to the gain. */
    double gain() {
        return 2 * Arrays.stream(coefficients).sum();
    }

    /** What they add to the players' values. */
    double[] values() {
        double[] values = new double[pairs.players()];
        for (int i = 0; i < triples.length; i++) {
            for (int player : triples[i]) {
                values[player] += 2 * coefficients[i] / triples[i].length;
            }
        }
        return values;
    }

    /** Errors of half the differences when each is foretold by all others; empty when nothing was fitted. */
    double[] leftOut() {
        return leftOut;
    }

    private void fit(double[] even, double[] values) {
        int[] chosen = largest(values);
        double[] shares = shares(values, chosen);
        SinglePlayers single = new SinglePlayers(players, odd);
        if (single.rest() <= ROUNDING * square(odd)) {
            return;
        }
        double[] strengths = strengthsOfTwo(chosen, shares, even);
        choose(chosen, strengths);
        double[] prior = prior(chosen, strengths);
        SignColumns columns = players.products(triples);
        SinglePlayers.Rest rest = single.without(columns);
        double[] leverages = new double[rows];
        double[] residuals =
                rows <= MOST_FEW_ROWS ? fitRows(rest, prior, leverages) : fitColumns(rest, prior, leverages);
        leftOut = new double[rows];
        double[] ofSingle = rows <= MOST_FEW_ROWS ? ofEach(single::leverage) : ofSize(single::leverage);
        for (int row = 0; row < rows; row++) {
            double left = Math.max(SMALLEST_REST, 1 - ofSingle[row]);
            double leftByAll = Math.max(SMALLEST_REST, left - leverages[row]);
            leftOut[row] = residuals[row] / leftByAll * Math.pow(left, 1 - LEVERAGE_EXPONENT);
        }
    }

    /**
     * Fits twice, the second time with the variances that the first makes likely. Residuals and leverages are those of the first, whose variances do
     * not depend on what is fitted: those of the second would be too small.
     */
    private double[] fitRows(SinglePlayers.Rest rest, double[] prior, double[] leverages) {
        double[] left = rest.residuals(odd, new double[prior.length]);
        FewRowsRidge ridge = new FewRowsRidge(rest.columns(), left, odd.length - players.count());
        FewRowsRidge.Fit fit = ridge.fit(prior, RATIOS_OF_THREE);
        coefficients = ridge.sharpened(fit).coefficients();
        System.arraycopy(fit.leverages(), 0, leverages, 0, rows);
        return rest.residuals(odd, fit.coefficients());
    }

    /** The same where rows are more than products. */
    private double[] fitColumns(SinglePlayers.Rest rest, double[] prior, double[] leverages) {
        Equations equations = rest.equations();
        EvidenceRidge ridge = EvidenceRidge.fit(equations, prior, RATIOS_OF_THREE);
        coefficients = ridge.sharpened(equations).coefficients();
        System.arraycopy(ofSize(row -> rest.leverage(row, ridge.inverse())), 0, leverages, 0, rows);
        return rest.residuals(odd, ridge.coefficients());
    }

    private double[] ofEach(IntToDoubleFunction leverage) {
        double[] leverages = new double[rows];
        Arrays.setAll(leverages, leverage);
        return leverages;
    }

    /** For each row what some rows of its size have on average; where rows are many, leverages differ little otherwise. */
    private double[] ofSize(IntToDoubleFunction leverage) {
        double[] sums = new double[pairs.players() + 1];
        int[] counts = new int[sums.length];
        for (int row = 0; row < rows; row++) {
            int size = pairs.size(row);
            if (counts[size] < ROWS_OF_A_SIZE) {
                counts[size]++;
                sums[size] += leverage.applyAsDouble(row);
            }
        }
        return ofEach(row -> sums[pairs.size(row)] / counts[pairs.size(row)]);
    }

    private static double square(double[] numbers) {
        return Arrays.stream(numbers).map(x -> x * x).sum();
    }

    /** The players of the largest values, in ascending order. */
    private static int[] largest(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(player -> -Math.abs(values[player])))
                .limit(MOST_PLAYERS)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** Sizes of values over their mean, none of them nothing. */
    private static double[] shares(double[] values, int[] chosen) {
        double[] shares = Arrays.stream(chosen)
                .mapToDouble(player -> Math.abs(values[player]))
                .toArray();
        double mean = Arrays.stream(shares).average().orElse(1);
        return Arrays.stream(shares)
                .map(share -> (mean == 0 ? 1 : share / mean) + LEAST_VALUE)
                .toArray();
    }

    /** Squares of the coefficients of products of two of the chosen players over their mean, {@code [m, m]}. */
    private double[] strengthsOfTwo(int[] chosen, double[] shares, double[] even) {
        int m = chosen.length;
        List<int[]> twos = new ArrayList<>();
        List<Double> priors = new ArrayList<>();
        for (int i = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                twos.add(new int[] {chosen[i], chosen[j]});
                priors.add(Math.sqrt(shares[i] * shares[j]));
            }
        }
        double[] prior =
                normalised(priors.stream().mapToDouble(Double::doubleValue).toArray());
        SignColumns products = SignColumns.ofPlayers(pairs).products(twos.toArray(int[][]::new));
        double[] found =
                EvidenceRidge.fit(centred(products, even), prior, RATIOS_OF_TWO).coefficients();
        double mean = Math.max(Double.MIN_NORMAL, square(found) / found.length);
        double[] strengths = new double[m * m];
        for (int i = 0, next = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++, next++) {
                strengths[i * m + j] = found[next] * found[next] / mean;
                strengths[j * m + i] = strengths[i * m + j];
            }
        }
        return strengths;
    }

    private Equations centred(SignColumns columns, double[] numbers) {
        double[] ones = new double[rows];
        Arrays.fill(ones, 1);
        double[] sums = columns.dot(ones);
        double[] gram = columns.dot(columns);
        double[] cross = columns.dot(numbers);
        double sum = Arrays.stream(numbers).sum();
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j < sums.length; j++) {
                gram[i * sums.length + j] -= sums[i] * sums[j] / rows;
            }
            cross[i] -= sums[i] * sum / rows;
        }
        return new Equations(gram, cross, square(numbers) - sum * sum / rows, rows - 1);
    }

    private static double[] normalised(double[] numbers) {
        double mean = Arrays.stream(numbers).average().orElse(1);
        return Arrays.stream(numbers).map(x -> x / mean).toArray();
    }

    /** Takes the products of three that are most to be expected. */
    private void choose(int[] chosen, double[] strengths) {
        int m = chosen.length;
        List<int[]> all = new ArrayList<>();
        for (int i = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                for (int k = j + 1; k < m; k++) {
                    all.add(new int[] {i, j, k});
                }
            }
        }
        int most = rows <= MOST_FEW_ROWS ? MOST_TRIPLES_OF_FEW_ROWS : MOST_TRIPLES;
        triples = all.stream()
                .sorted(Comparator.comparingDouble(t -> -heredity(t, strengths, m)))
                .limit(most)
                .map(t -> new int[] {chosen[t[0]], chosen[t[1]], chosen[t[2]]})
                .toArray(int[][]::new);
    }

    private double[] prior(int[] chosen, double[] strengths) {
        int m = chosen.length;
        double[] prior = new double[triples.length];
        for (int i = 0; i < prior.length; i++) {
            int[] places = Arrays.stream(triples[i])
                    .map(player -> Arrays.binarySearch(chosen, player))
                    .toArray();
            prior[i] = Math.sqrt(heredity(places, strengths, m) + LEAST_HEREDITY);
        }
        return normalised(prior);
    }

    /** How strongly two pairs of three players interact, on average over the three ways to choose them. */
    private static double heredity(int[] t, double[] strengths, int m) {
        double a = strengths[t[0] * m + t[1]];
        double b = strengths[t[0] * m + t[2]];
        double c = strengths[t[1] * m + t[2]];
        return (a * b + a * c + b * c) / 3;
    }
}
