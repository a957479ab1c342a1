package com.example;

import xai4j.cam.CamFormula;
import xai4j.cam.FeatureMaps;

// begin formula
/** Grad-CAM that lets only gradients speak that are positive. */
public final class PositiveGradCam implements CamFormula {
    @Override
    public FeatureMaps contributions(FeatureMaps a, FeatureMaps g) {
        double[] weights = new double[a.channels()];
        for (int k = 0; k < weights.length; k++) {
            for (int i = 0; i < a.area(); i++) {
                weights[k] += Math.max(0, g.at(k, i)) / a.area();
            }
        }
        return a.weighted(weights);
    }
}
// end formula
