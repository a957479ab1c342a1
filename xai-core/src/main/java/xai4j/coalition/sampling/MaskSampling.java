package xai4j.coalition.sampling;

import xai4j.explain.Diagnostics;

/** How methods draw coalitions whose results are defined by coin flips, one per region. */
public enum MaskSampling {
    /** By coin flips. */
    COIN_FLIPS,
    /**
     * As KernelSHAP's pairs with {@code sampling=leverage}, weighted so that sums have the same expectation: the same {@code seed} and {@code samples} give the same
     * coalitions, which both methods then ask about once. They say less about what coin flips mostly show, coalitions of about half of the regions, so that
     * errors are larger and the error bars with them.
     */
    LEVERAGE_PAIRS;

    /**
     * Says of a result that its masks were KernelSHAP's.
     *
     * @param effective as how many coin flips they count: {@code (Σw)² / Σw²}
     */
    public static Diagnostics describe(Diagnostics diagnostics, double effective) {
        return diagnostics
                .with("effective-samples", effective)
                .with("its masks are kernel-shap's, weighted, and worth about " + Math.round(effective)
                        + " of its own");
    }
}
