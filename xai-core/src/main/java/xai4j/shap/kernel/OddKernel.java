package xai4j.shap.kernel;

import xai4j.numeric.GaussLegendre;

/**
 * A covariance of half the differences {@code (v(S) − v(S̄))/2} of a random game, by the number d of players in which two coalitions differ:
 * {@code (ρ^d − ρ^(M−d))/(1 − ρ^M) + λ (M − 2d)/M}, interactions that fade with distance and an additive part. Shapley values are linear in the
 * game, so their covariances with it are known too: integrals over the probability with which players are present (Owen's multilinear
 * extension), computed by Gauss-Legendre quadrature, which is exact here.
 */
final class OddKernel {
    private final int players;
    private final double rho;
    private final double lambda;
    private final double scale;

    OddKernel(int players, double rho, double lambda) {
        this.players = players;
        this.rho = rho;
        this.lambda = lambda;
        this.scale = (1 - Math.pow(rho, players)) / 2;
    }

    /** Covariance by distance {@code 0…M}. */
    double[] byDistance() {
        double[] table = new double[players + 1];
        for (int d = 0; d <= players; d++) {
            table[d] = (Math.pow(rho, d) - Math.pow(rho, players - d)) / 2 / scale
                    + lambda * (players - 2.0 * d) / players;
        }
        return table;
    }

    /** Covariance of a player's value with the difference of a coalition that holds it, by the coalition's size. */
    double[] ofMembers() {
        return withValue(true);
    }

    /** Covariance of a player's value with the difference of a coalition that does not hold it, by the coalition's size. */
    double[] ofOthers() {
        return withValue(false);
    }

    private double[] withValue(boolean member) {
        GaussLegendre nodes = GaussLegendre.ofDegree(players);
        double[] table = new double[players + 1];
        for (int size = 0; size <= players; size++) {
            double direct = member ? joining(nodes, size) : leaving(nodes, size);
            double mirrored = member ? leaving(nodes, players - size) : joining(nodes, players - size);
            table[size] = (direct - mirrored) / 2 / scale + (member ? 2 : -2) * lambda / players;
        }
        return table;
    }

    /** Value of a member of T in the game {@code ρ^|S△T|}, T having a size. */
    private double joining(GaussLegendre nodes, int size) {
        return size == 0 ? 0 : (1 - rho) * nodes.mean(p -> product(p, size - 1, players - size));
    }

    /** Value of a player outside T in the same game. */
    private double leaving(GaussLegendre nodes, int size) {
        return size == players ? 0 : (rho - 1) * nodes.mean(p -> product(p, size, players - size - 1));
    }

    /** Mean of {@code ρ^|S△T|} when each of so many members and others of T is in S with probability p. */
    private double product(double p, int members, int others) {
        return Math.pow(p + (1 - p) * rho, members) * Math.pow(1 - p + p * rho, others);
    }

    /** Variance of a player's value. */
    double ofValue() {
        GaussLegendre nodes = GaussLegendre.ofDegree(players);
        double integral = nodes.mean(p -> nodes.mean(q -> {
            double same = p * q + (1 - p) * (1 - q);
            return Math.pow(same + rho * (1 - same), players - 1);
        }));
        return 2 * (1 - rho) * integral / scale + 4 * lambda / players;
    }
}
