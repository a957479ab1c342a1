package com.example;

import java.util.List;
import java.util.stream.IntStream;
import xai4j.explain.Target;
import xai4j.explain.TargetContext;
import xai4j.model.ScoreFunction;

// begin target
/** How far the predicted class is ahead of the mean of all others. */
public record LeadTarget() implements Target {
    @Override
    public String text() {
        return "lead";
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        float[] scores = context.scores();
        int first = IntStream.range(0, scores.length)
                .reduce((best, k) -> scores[k] > scores[best] ? k : best)
                .orElseThrow();
        return List.of(new Lead("lead of " + context.model().spec().label(first), first));
    }

    /** A weighted sum: one for the class, and so much less for each of the others. */
    record Lead(String label, int first) implements ScoreFunction {
        private double weight(int k, int classes) {
            return k == first ? 1 : -1.0 / (classes - 1);
        }

        @Override
        public double value(float[] scores) {
            return IntStream.range(0, scores.length)
                    .mapToDouble(k -> weight(k, scores.length) * scores[k])
                    .sum();
        }

        @Override
        public void addGradient(float[] scores, float factor, float[] weights) {
            for (int k = 0; k < weights.length; k++) {
                weights[k] += (float) (factor * weight(k, weights.length));
            }
        }

        @Override
        public boolean isLinear() {
            return true;
        }
    }
}
// end target
