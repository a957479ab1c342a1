package xai4j.model.detection;

import org.jspecify.annotations.Nullable;
import xai4j.model.Scores;

/**
 * How the score of a class follows from a candidate's numbers: {@code a(class)^p · b(objectness)^q}, each after its activation.
 *
 * @param classes where the class numbers lie
 * @param count number of classes, the background column not counted
 * @param background column of the class that means "nothing", or −1 when there is none
 * @param activation of the class numbers
 * @param classPower p
 * @param objectness where the one number lies that says whether there is an object; null when there is none
 * @param objectnessActivation of that number
 * @param objectnessPower q
 */
public record ActivatedScores(
        RawTable classes,
        int count,
        int background,
        Activation activation,
        double classPower,
        @Nullable RawTable objectness,
        Activation objectnessActivation,
        double objectnessPower)
        implements CandidateScores {
    /** A raw number is compared with some room for how its activation is rounded. */
    private static final double ROUNDED = 1e-6;

    /** What turns a raw number into a probability. */
    public enum Activation {
        /** It is one already; what lies outside [0, 1] is taken as the nearer end where a power is taken. */
        NONE,
        /** The logistic function. */
        SIGMOID,
        /** Softmax over all columns, the background's included. */
        SOFTMAX
    }

    /** Class numbers alone. */
    public static ActivatedScores classes(RawTable classes, int count, Activation activation) {
        return new ActivatedScores(classes, count, -1, activation, 1, null, Activation.NONE, 1);
    }

    /** The same with a column that means "nothing": 0, or the last. */
    public ActivatedScores withBackground(int column) {
        return new ActivatedScores(
                classes, count, column, activation, classPower, objectness, objectnessActivation, objectnessPower);
    }

    /** The same times a power of an objectness. */
    public ActivatedScores timesObjectness(RawTable table, Activation how, double power, double powerOfClass) {
        return new ActivatedScores(classes, count, background, activation, powerOfClass, table, how, power);
    }

    @Override
    public double score(float[] raw, int candidate, int index) {
        double score = power(probability(raw, candidate, index), classPower);
        return objectness == null ? score : score * power(objectness(raw, candidate), objectnessPower);
    }

    @Override
    public double objectness(float[] raw, int candidate) {
        if (objectness != null) {
            return activated(raw[objectness.at(candidate, 0)], objectnessActivation);
        }
        return Math.max(0, probability(raw, candidate, best(raw, candidate)));
    }

    @Override
    public boolean statesObjectness() {
        return objectness != null;
    }

    /** Where no class counts for more than one, no score is above its candidate's objectness; a class that is the only one says it itself. */
    @Override
    public RawFloor floorOfScore(double score) {
        double least = Math.max(0, score);
        if (objectness == null) {
            return floorOfObjectness(Math.pow(least, 1 / classPower));
        }
        boolean atMostOne = classPower != 1 || activation != Activation.NONE;
        return atMostOne ? floorOfObjectness(Math.pow(least, 1 / objectnessPower)) : RawFloor.NONE;
    }

    @Override
    public RawFloor floorOfObjectness(double wanted) {
        if (objectness != null) {
            return objectnessPower > 0 ? floor(objectness, objectnessActivation, wanted) : RawFloor.NONE;
        }
        boolean single = count == 1 && activation != Activation.SOFTMAX && classPower > 0;
        return single ? floor(classes.from(column(0)), activation, wanted) : RawFloor.NONE;
    }

    private static RawFloor floor(RawTable table, Activation how, double wanted) {
        if (wanted <= 0) {
            return RawFloor.NONE;
        }
        double raw = wanted;
        if (how == Activation.SIGMOID) {
            double share = Math.min(wanted, 1 - ROUNDED);
            raw = Math.log(share / (1 - share));
        }
        return new RawFloor(table, (float) (raw - ROUNDED * Math.max(1, Math.abs(raw))));
    }

    /** Activations and powers rise, so that the highest number has the highest score. */
    @Override
    public int best(float[] raw, int candidate) {
        int best = 0;
        for (int index = 1; index < count; index++) {
            best = raw[classes.at(candidate, column(index))] > raw[classes.at(candidate, column(best))] ? index : best;
        }
        return best;
    }

    @Override
    public void probabilities(float[] raw, int candidate, double[] into) {
        if (activation != Activation.SOFTMAX) {
            CandidateScores.super.probabilities(raw, candidate, into);
            return;
        }
        double most = highest(raw, candidate);
        double sum = exponentials(raw, candidate, most);
        for (int index = 0; index < count; index++) {
            into[index] = Math.exp(raw[classes.at(candidate, column(index))] - most) / sum;
        }
    }

    @Override
    public double probability(float[] raw, int candidate, int index) {
        return ofColumn(raw, candidate, column(index));
    }

    private double ofColumn(float[] raw, int candidate, int column) {
        if (activation != Activation.SOFTMAX) {
            return activated(raw[classes.at(candidate, column)], activation);
        }
        double most = highest(raw, candidate);
        return Math.exp(raw[classes.at(candidate, column)] - most) / exponentials(raw, candidate, most);
    }

    private double exponentials(float[] raw, int candidate, double most) {
        double sum = 0;
        for (int k = 0; k < columns(); k++) {
            sum += Math.exp(raw[classes.at(candidate, k)] - most);
        }
        return sum;
    }

    private double highest(float[] raw, int candidate) {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < columns(); k++) {
            most = Math.max(most, raw[classes.at(candidate, k)]);
        }
        return most;
    }

    @Override
    public void addGradient(float[] raw, int candidate, int index, double factor, float[] weights) {
        int column = column(index);
        double p = ofColumn(raw, candidate, column);
        double o = objectness == null ? 1 : objectness(raw, candidate);
        double byClass = factor * slope(p, classPower) * (objectness == null ? 1 : power(o, objectnessPower));
        if (activation == Activation.SOFTMAX) {
            double most = highest(raw, candidate);
            double sum = exponentials(raw, candidate, most);
            for (int k = 0; k < columns(); k++) {
                double other = Math.exp(raw[classes.at(candidate, k)] - most) / sum;
                weights[classes.at(candidate, k)] += (float) (byClass * p * ((k == column ? 1 : 0) - other));
            }
        } else {
            weights[classes.at(candidate, column)] += (float) (byClass * derivative(p, activation));
        }
        if (objectness != null) {
            double byObject = factor * power(p, classPower) * slope(o, objectnessPower);
            weights[objectness.at(candidate, 0)] += (float) (byObject * derivative(o, objectnessActivation));
        }
    }

    /** The column of a class: classes after a background in front stand one later. */
    private int column(int index) {
        return background == 0 ? index + 1 : index;
    }

    private int columns() {
        return background < 0 ? count : count + 1;
    }

    private static double activated(float value, Activation how) {
        return how == Activation.SIGMOID ? Scores.sigmoid(value) : value;
    }

    private static double derivative(double activated, Activation how) {
        return how == Activation.SIGMOID ? activated * (1 - activated) : 1;
    }

    private static double power(double value, double exponent) {
        return exponent == 1 ? value : Math.pow(Math.max(0, Math.min(1, value)), exponent);
    }

    /** The derivative of {@link #power}; 0 where the value is cut off. */
    private static double slope(double value, double exponent) {
        if (exponent == 1) {
            return 1;
        }
        return value > 0 && value <= 1 ? exponent * Math.pow(value, exponent - 1) : 0;
    }
}
