package xai4j.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineChartTest {
    @Test
    void linesStandAtRoundValuesWithAsManyPlacesAsTheirSteps() {
        assertThat(LineChart.ticks(0, 1)).hasSize(6).endsWith(1.0);
        assertThat(LineChart.ticks(0, 1.43)).hasSize(3).containsExactly(0.0, 0.5, 1.0);
        assertThat(LineChart.ticks(0.7, 1)).hasSize(4);
        assertThat(LineChart.ticks(-1e38, 1e38)).hasSize(5);
        assertThat(LineChart.text(0.6000000000000001, 0.2)).isEqualTo("0.6");
        assertThat(LineChart.text(0, 0.25)).isEqualTo("0.00");
        assertThat(LineChart.text(40, 20)).isEqualTo("40");
        assertThat(LineChart.text(2000, 1000)).isEqualTo("2000");
    }

    @Test
    void chartsOfAnySizeHaveRoomForTheirNumbers() {
        for (double most : new double[] {3e-5, 0.004, 0.5, 7, 1384, 2.5e7, 1e38}) {
            LineChart.of("loss", -most, most)
                    .curve("training", List.of(0.0, most))
                    .draw();
        }
        assertThat(LineChart.text(0)).isEqualTo("0.00");
        assertThat(LineChart.text(1384.2)).isEqualTo("1384");
        assertThat(LineChart.text(-2.5e7)).isEqualTo("-2.5e7");
        assertThat(LineChart.text(-0.00005)).isEqualTo("-5.0e-5");
        assertThat(LineChart.text(1e38)).isEqualTo("1.0e38");
    }
}
