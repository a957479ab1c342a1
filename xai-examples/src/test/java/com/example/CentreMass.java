package com.example;

import xai4j.evaluate.Judged;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.PixelAttribution;

// begin metric
/** Named in META-INF/services/xai4j.evaluate.Metric: how much of the attribution lies in the middle ninth of the picture. */
public final class CentreMass implements Metric {
    @Override
    public MetricCard card() {
        return new MetricCard(
                "centre-mass",
                "share of the positive attribution in the middle ninth",
                0,
                1,
                MetricCard.Better.NEITHER,
                "maps and regions");
    }

    @Override
    public double measure(Judged judged) {
        int width = judged.image().photograph().orElseThrow().getWidth();
        int height = judged.image().photograph().orElseThrow().getHeight();
        double[] pixels = PixelAttribution.of(judged.explanation(), judged.target(), width, height);
        double all = 0;
        double middle = 0;
        for (int i = 0; i < pixels.length; i++) {
            double positive = Math.max(0, pixels[i]);
            boolean inside = i / width * 3 / height == 1 && i % width * 3 / width == 1;
            all += positive;
            middle += inside ? positive : 0;
        }
        return all == 0 ? 0 : middle / all;
    }
}
// end metric
