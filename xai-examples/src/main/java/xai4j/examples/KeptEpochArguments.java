package xai4j.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;
import xai4j.data.LabelledImages;
import xai4j.djl.train.EpochMetrics;
import xai4j.numeric.ClassMetrics;
import xai4j.numeric.EpochSelection;
import xai4j.numeric.Validation;

/** Which epoch of a training is kept, and when it ends early. */
final class KeptEpochArguments {
    private static final int TENTH = 10;

    @Option(
            names = "--keep",
            defaultValue = "last",
            description =
                    "The epoch that is kept: last, where the rate has fallen to nothing; or best on every tenth training"
                            + " picture, which is held out for that: the test pictures choose nothing (default ${DEFAULT-VALUE}).")
    private EpochSelection.Keep keep = EpochSelection.Keep.LAST;

    @Option(
            names = "--patience",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "End the training after so many epochs (of protopnet: pushes) without a better one on every tenth"
                            + " training picture, held out; 0 for never (default ${DEFAULT-VALUE}).")
    private int patience;

    EpochSelection selection() {
        return new EpochSelection(keep, patience);
    }

    /** What is trained on, and what chooses the epoch. */
    record Split(LabelledImages train, Optional<LabelledImages> validation) {}

    /** Holds every tenth picture of each class out where an epoch is to be chosen. */
    Split split(LabelledImages train) {
        return selection().needsValidation()
                ? new Split(train.everyNth(TENTH, false), Optional.of(train.everyNth(TENTH, true)))
                : new Split(train, Optional.empty());
    }

    /** Says which epoch is kept, where that was chosen. */
    void sayKept(EpochMetrics kept, int last, PrintWriter lines) {
        Validation seen = kept.validation();
        if (seen != null) {
            lines.printf(
                    "epoch %d of %d is kept: %s of the training pictures held out%n",
                    kept.epoch(), last, seen.accuracy());
        }
    }

    /**
     * A table of the classes.
     *
     * @param trained on the training pictures; empty where they were not looked at
     * @param tested on the test pictures
     */
    static void sayClasses(List<ClassMetrics> trained, List<ClassMetrics> tested, PrintWriter lines) {
        for (int k = 0; k < tested.size(); k++) {
            String before = trained.isEmpty() ? "" : "training: " + shares(trained.get(k)) + "   test: ";
            lines.printf("%-24s %s%s%n", tested.get(k).label(), before, shares(tested.get(k)));
        }
    }

    /** Refuses a choice of epochs where there are none. */
    void requireEpochs(boolean epochs, String why) {
        if (!epochs && selection().needsValidation()) {
            throw new IllegalArgumentException("--keep best and --patience choose among epochs, and " + why);
        }
    }

    private static String shares(ClassMetrics label) {
        return String.format(
                Locale.ROOT, "precision %5.1f %%  recall %5.1f %%", 100 * label.precision(), 100 * label.recall());
    }
}
