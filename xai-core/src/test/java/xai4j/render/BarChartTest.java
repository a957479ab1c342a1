package xai4j.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class BarChartTest {
    private static final int FIRST = 0x1F77B4;
    private static final int SECOND = 0xF0A35E;

    /** Pixels of a colour in the row of a bar. */
    private static int length(BufferedImage chart, int y, int color) {
        int length = 0;
        for (int x = 0; x < chart.getWidth(); x++) {
            length += (chart.getRGB(x, y) & 0xFFFFFF) == color ? 1 : 0;
        }
        return length;
    }

    @Test
    void barsAreAsLongAsTheirCounts() {
        BufferedImage chart = BarChart.of("pictures")
                .row("many", 40)
                .row("half", 20)
                .row("none", 0)
                .draw();
        assertThat(length(chart, 4 + 11, FIRST)).isEqualTo(360);
        assertThat(length(chart, 4 + 22 + 11, FIRST)).isEqualTo(180);
        assertThat(length(chart, 4 + 44 + 11, FIRST)).isZero();
    }

    @Test
    void severalSeriesStandBehindEachOther() {
        BufferedImage chart =
                BarChart.of("train", "test").row("a", 30, 10).row("b", 10, 0).draw();
        assertThat(length(chart, 30 + 11, FIRST)).isEqualTo(270);
        assertThat(length(chart, 30 + 11, SECOND)).isEqualTo(90);
        assertThat(length(chart, 30 + 22 + 11, FIRST)).isEqualTo(90);
        assertThat(length(chart, 30 + 22 + 11, SECOND)).isZero();
    }

    @Test
    void aChartOfNothingIsDrawn() {
        assertThat(BarChart.of("pictures").draw().getHeight()).isPositive();
        assertThat(BarChart.of("pictures").row("", 0).draw().getHeight()).isPositive();
        String long1 = "a name that goes on and on and on until there is no more room for any of it beside the bar";
        assertThat(BarChart.of("pictures").row(long1, 1).draw().getWidth()).isLessThan(640);
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        assertThatThrownBy(() -> BarChart.of("a").row("x", -1)).hasMessage("-1 cannot be counted");
        assertThatThrownBy(() -> BarChart.of("a").row("x", 1, 2)).hasMessage("2 counts for 1 series");
        assertThatThrownBy(BarChart::of).hasMessageContaining("0 series");
    }
}
