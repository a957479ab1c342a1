package xai4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.SaliencyMap;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The two sides of a comparison and what lies between them, pixel by pixel of the photograph. */
final class DifferenceMaps {
    private static final double CERTAIN = 2;

    private final Comparison comparison;
    private final int height;
    private final int width;
    private final double[] before;
    private final double[] after;
    private final Optional<double[]> errors;

    DifferenceMaps(Comparison comparison) {
        this.comparison = comparison;
        PhotographEvidence first = PhotographEvidence.of(comparison.first(), comparison.firstTarget());
        this.height = first.height();
        this.width = first.width();
        this.before = first.values();
        this.after = PhotographEvidence.of(comparison.second(), comparison.secondTarget())
                .values();
        this.errors = PhotographEvidence.standardErrors(comparison.first(), comparison.firstTarget())
                .flatMap(a -> PhotographEvidence.standardErrors(comparison.second(), comparison.secondTarget())
                        .map(b -> together(a.values(), b.values())));
    }

    /** The standard error of a difference of independent estimates. */
    private static double[] together(double[] first, double[] second) {
        double[] both = new double[first.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = Math.hypot(first[i], second[i]);
        }
        return both;
    }

    private double change(int pixel) {
        return after[pixel] - before[pixel];
    }

    private boolean isCertain(double[] error, int pixel) {
        return Math.abs(change(pixel)) > CERTAIN * error[pixel];
    }

    SaliencyMap difference() {
        Tensor values = Tensor.zeros(Shape.of(1, height, width));
        fill(values, 0, this::change);
        Optional<Tensor> uncertain = errors.map(error -> {
            Tensor deviations = Tensor.zeros(values.shape());
            fill(deviations, 0, pixel -> error[pixel]);
            return deviations;
        });
        return map(values, uncertain, List.of(named("second less first")));
    }

    OptionalDouble certainShare() {
        double all = 0;
        double certain = 0;
        for (int i = 0; i < before.length; i++) {
            all += Math.abs(change(i));
            certain += errors.isPresent() && isCertain(errors.get(), i) ? Math.abs(change(i)) : 0;
        }
        return errors.isEmpty() || all == 0 ? OptionalDouble.empty() : OptionalDouble.of(certain / all);
    }

    /** The second explanation as it is compared. */
    SaliencyMap second() {
        Tensor values = Tensor.zeros(Shape.of(1, height, width));
        fill(values, 0, pixel -> after[pixel]);
        return map(values, Optional.empty(), List.of(target(false)));
    }

    /** Both explanations, or the first alone, their difference, and what of it is certain where that is known. */
    SaliencyMap panels(boolean withSecond) {
        List<ExplainedTarget> targets = new ArrayList<>(List.of(target(true)));
        if (withSecond) {
            targets.add(target(false));
        }
        targets.add(named("second less first"));
        errors.ifPresent(error -> targets.add(named("where this exceeds two standard errors")));
        Tensor values = Tensor.zeros(Shape.of(targets.size(), height, width));
        int at = 0;
        fill(values, at++, pixel -> before[pixel]);
        if (withSecond) {
            fill(values, at++, pixel -> after[pixel]);
        }
        fill(values, at++, this::change);
        if (errors.isPresent()) {
            double[] error = errors.get();
            fill(values, at, pixel -> isCertain(error, pixel) ? change(pixel) : 0);
        }
        return map(values, Optional.empty(), targets);
    }

    private interface PixelValue {
        double at(int pixel);
    }

    private void fill(Tensor values, int plane, PixelValue value) {
        for (int i = 0; i < before.length; i++) {
            values.set(plane * before.length + i, (float) value.at(i));
        }
    }

    private ExplainedTarget named(String words) {
        return new ExplainedTarget(ExplainedTarget.NO_CLASS, words, comparison.scoreChange());
    }

    private ExplainedTarget target(boolean one) {
        Explanation why = one ? comparison.first() : comparison.second();
        ExplainedTarget target = why.targets().get(one ? comparison.firstTarget() : comparison.secondTarget());
        String name = (one ? "first: " : "second: ") + target.label() + ", "
                + why.provenance().method() + " of " + why.provenance().model();
        return new ExplainedTarget(ExplainedTarget.NO_CLASS, name, target.score());
    }

    private SaliencyMap map(Tensor values, Optional<Tensor> deviations, List<ExplainedTarget> targets) {
        Provenance provenance =
                new Provenance("comparison", Map.of(), models(), "", Score.OUTPUT, 0, 0, Provenance.libraryVersion());
        return new SaliencyMap(
                targets, values, deviations, height, width, PixelMapping.IDENTITY, provenance, Diagnostics.NONE);
    }

    private String models() {
        String first = comparison.first().provenance().model();
        String second = comparison.second().provenance().model();
        return first.equals(second) ? first : first + " and " + second;
    }
}
