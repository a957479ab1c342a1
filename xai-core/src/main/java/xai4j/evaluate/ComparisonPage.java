package xai4j.evaluate;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.DoubleStream;
import xai4j.explain.HeatMapRendering;
import xai4j.render.Page;

/** Comparisons as a page: a row for each, all on one scale. */
final class ComparisonPage {
    private ComparisonPage() {}

    static BufferedImage draw(List<Comparison> comparisons, BufferedImage photograph, BufferedImage other) {
        if (comparisons.isEmpty()) {
            throw new IllegalArgumentException("no comparison to draw");
        }
        boolean samePicture = photograph == other;
        List<DifferenceMaps> maps =
                comparisons.stream().map(DifferenceMaps::new).toList();
        List<HeatMapRendering> both =
                maps.stream().map(map -> signed(map, true)).toList();
        double end = both.stream()
                .flatMapToDouble(panels -> DoubleStream.of(panels.limits()))
                .max()
                .orElseThrow();
        Page page = Page.titled("Two explanations");
        for (int i = 0; i < maps.size(); i++) {
            HeatMapRendering panels = samePicture ? both.get(i) : signed(maps.get(i), false);
            page = page.text(comparisons.get(i).sentence(maps.get(i).certainShare()))
                    .row(cell(panels.upTo(end).overlay(photograph)));
            if (!samePicture) {
                HeatMapRendering second = new HeatMapRendering(maps.get(i).second());
                page = page.row(cell(second.signed().upTo(end).overlay(other)));
            }
        }
        return page.draw();
    }

    private static List<Page.Cell> cell(BufferedImage sheet) {
        return List.of(new Page.Cell(sheet, ""));
    }

    private static HeatMapRendering signed(DifferenceMaps maps, boolean withSecond) {
        return new HeatMapRendering(maps.panels(withSecond)).signed();
    }
}
