package xai4j.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import xai4j.evaluate.data.PictureScore;

/** Says, once the first picture is measured, how long the others will take, explaining included. */
final class FirstPicture {
    private static final int WORTH_SAYING = 3;

    private final int pictures;
    private final PrintWriter lines;
    private final ProgressBar bar;
    private final long start = System.nanoTime();
    private boolean said;

    FirstPicture(int pictures, PrintWriter lines, ProgressBar bar) {
        this.pictures = pictures;
        this.lines = lines;
        this.bar = bar;
    }

    void measured(List<PictureScore> scores) {
        if (said || pictures < WORTH_SAYING) {
            return;
        }
        said = true;
        double seconds = (System.nanoTime() - start) / 1e9;
        double explaining = scores.stream().mapToDouble(PictureScore::seconds).sum();
        bar.clear();
        lines.printf(
                Locale.ROOT,
                "      the first picture took %.1f s, %.1f s of it explaining; the other %d take about %.0f s%n",
                seconds,
                explaining,
                pictures - 1,
                (pictures - 1) * seconds);
        lines.flush();
    }
}
