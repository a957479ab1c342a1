package xai4j.numeric;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The least value of a smooth convex function: L-BFGS (Nocedal 1980; Nocedal and Wright 2006, algorithm 7.4), with steps that are halved until they
 * lead far enough downhill (Armijo). It needs a fraction of the evaluations that first-order steps of a fixed size do.
 */
final class QuasiNewton {
    private static final int MEMORY = 12;
    private static final int HALVINGS = 40;
    private static final double ENOUGH = 1e-4;
    private static final double LEAST_CURVATURE = 1e-14;

    private final Smooth function;
    private final Deque<Pair> pairs = new ArrayDeque<>();

    private QuasiNewton(Smooth function) {
        this.function = function;
    }

    /** A smooth convex function. */
    @FunctionalInterface
    interface Smooth {
        /**
         * Its value.
         *
         * @param gradient is filled with its derivatives there
         */
        double at(double[] point, double[] gradient);
    }

    /** A step, and how the gradient changed along it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Pair(double[] step, double[] change, double inner) {}

    /**
     * Goes downhill.
     *
     * @param start is not changed
     * @param steps at most so many
     * @param tolerance it is over when no derivative is larger
     */
    static double[] minimum(Smooth function, double[] start, int steps, double tolerance) {
        return new QuasiNewton(function).from(start, steps, tolerance);
    }

    private double[] from(double[] start, int steps, double tolerance) {
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = function.at(point, gradient);
        double[] next = new double[point.length];
        double[] slope = new double[point.length];
        for (int i = 0; i < steps && largest(gradient) > tolerance; i++) {
            double[] direction = direction(gradient);
            double descent = dot(direction, gradient);
            double length = pairs.isEmpty() ? 1 / Math.max(1, Math.sqrt(-descent)) : 1;
            double reached = Double.POSITIVE_INFINITY;
            for (int half = 0; half < HALVINGS; half++, length /= 2) {
                for (int j = 0; j < next.length; j++) {
                    next[j] = point[j] + length * direction[j];
                }
                reached = function.at(next, slope);
                if (reached <= value + ENOUGH * length * descent) {
                    break;
                }
            }
            if (!(reached < value)) {
                break;
            }
            remember(point, gradient, next, slope);
            value = reached;
            System.arraycopy(next, 0, point, 0, point.length);
            System.arraycopy(slope, 0, gradient, 0, point.length);
        }
        return point;
    }

    private void remember(double[] point, double[] gradient, double[] next, double[] slope) {
        double[] step = new double[point.length];
        double[] change = new double[point.length];
        for (int j = 0; j < step.length; j++) {
            step[j] = next[j] - point[j];
            change[j] = slope[j] - gradient[j];
        }
        double inner = dot(step, change);
        if (inner > LEAST_CURVATURE * dot(change, change)) {
            pairs.addLast(new Pair(step, change, inner));
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
    }

    /** Minus the gradient times what the pairs say of the inverse of the second derivative. */
    private double[] direction(double[] gradient) {
        double[] direction = new double[gradient.length];
        for (int j = 0; j < direction.length; j++) {
            direction[j] = -gradient[j];
        }
        double[] shares = new double[pairs.size()];
        int at = shares.length;
        for (Iterator<Pair> back = pairs.descendingIterator(); back.hasNext(); ) {
            Pair pair = back.next();
            shares[--at] = dot(pair.step, direction) / pair.inner;
            add(direction, -shares[at], pair.change);
        }
        if (!pairs.isEmpty()) {
            Pair last = pairs.getLast();
            double scale = last.inner / dot(last.change, last.change);
            for (int j = 0; j < direction.length; j++) {
                direction[j] *= scale;
            }
        }
        for (Pair pair : pairs) {
            add(direction, shares[at] - dot(pair.change, direction) / pair.inner, pair.step);
            at++;
        }
        return direction;
    }

    private static void add(double[] sum, double factor, double[] other) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += factor * other[j];
        }
    }

    private static double dot(double[] one, double[] other) {
        double a = 0;
        double b = 0;
        int j = 0;
        for (; j + 1 < one.length; j += 2) {
            a += one[j] * other[j];
            b += one[j + 1] * other[j + 1];
        }
        return j < one.length ? a + b + one[j] * other[j] : a + b;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
