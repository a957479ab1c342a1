package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.examples.birds.BirdSample;
import xai4j.explain.Explanation;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.model.DifferentiableModel;

/** The report as a person uses it, in Debian's Chromium, opened as a file. */
class ReportPageIT {
    @TempDir
    private Path temp;

    private Path page;
    private Explanation map;
    private SegmentAttribution regions;

    @BeforeEach
    void report() {
        assumeTrue(
                Browser.chromium().isPresent() && Browser.chromedriver().isPresent(),
                "no Chromium with its driver here: apt-get install chromium chromium-driver");
        page = temp.resolve("report.html");
        try (DifferentiableModel model = Models.load(BirdSample.CNN.copyTo(temp), DifferentiableModel.class)) {
            BufferedImage bird = Images.read(BirdSample.FENNET.copyTo(temp));
            map = Explainers.gradCam(model).target(Target.top(3)).explain(bird);
            regions = Explainers.lime(model).samples(100).explain(bird);
            map.report().with(regions).photograph(bird).write(page);
        }
    }

    private Browser open(int width) throws IOException {
        Browser browser = new Browser(Files.createTempDirectory(temp, "profile"), width, width < 500 ? 844 : 900);
        browser.open(page.toUri().toString());
        browser.until("document.getElementById('photo').complete && document.getElementById('photo').naturalWidth > 0");
        return browser;
    }

    @ParameterizedTest
    @ValueSource(ints = {1200, 390})
    void itOpensWithoutAComplaintAndItsSwitchesSwitch(int width) throws Exception {
        try (Browser browser = open(width)) {
            assertThat(browser.find("h1").getText()).isEqualTo("Why crested fennet?");
            assertThat(browser.find("#sentence").getText()).startsWith("grad-cam for crested fennet");
            assertThat(browser.find("#stage").getAttribute("aria-label")).startsWith("grad-cam for crested fennet");
            assertThat(colored(browser)).isPositive();
            browser.photograph("report-" + width);

            browser.run("const t = document.querySelector('#target'); t.selectedIndex = 1;"
                    + " t.dispatchEvent(new Event('change'))");
            assertThat(browser.find("#sentence").getText())
                    .contains(map.targets().get(1).label());

            browser.choose("#method", "lime");
            assertThat(browser.find("#sentence").getText()).startsWith("lime for crested fennet");
            assertThat(browser.find("#cannot").getText()).contains("other seeds");
            assertThat(browser.run(
                            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .isEqualTo(0L);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void pointerAndKeysTellRegionAndNumber() throws Exception {
        try (Browser browser = open(1200)) {
            browser.choose("#method", "lime");
            browser.click("#stage");
            String said = (String) browser.run("return document.getElementById('readout').value");
            int region = regions.segmentation()
                    .at(
                            regions.segmentation().width() / 2,
                            regions.segmentation().height() / 2);
            assertThat(said).startsWith("Region " + region + ": ");

            browser.find("#stage").sendKeys(Keys.chord(Keys.SHIFT, Keys.ARROW_LEFT));
            assertThat((String) browser.run("return document.getElementById('readout').value"))
                    .startsWith("Region ");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void slidersFadeAndCutTheColours() throws Exception {
        try (Browser browser = open(1200)) {
            long before = colored(browser);
            slide(browser, "threshold", 90);
            assertThat(colored(browser)).isBetween(1L, before - 1);
            slide(browser, "threshold", 0);
            slide(browser, "strength", 0);
            assertThat(colored(browser)).isZero();
        }
    }

    private static void slide(Browser browser, String name, int value) {
        browser.run(
                "const s = document.getElementById(arguments[0]); s.value = arguments[1];"
                        + " s.dispatchEvent(new Event('input'))",
                name,
                value);
    }

    /** How many cells are not transparent. */
    private static long colored(Browser browser) {
        return ((Number) browser.run("const c = document.getElementById('cells');"
                        + " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                        + " let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0 ? 1 : 0; return n"))
                .longValue();
    }

    @Test
    void itFollowsTheDarkAndPrints() throws Exception {
        try (Browser browser = open(1200)) {
            browser.driver()
                    .executeCdpCommand(
                            "Emulation.setEmulatedMedia",
                            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
            assertThat((String) browser.run("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(22, 23, 26)");
            browser.photograph("report-dark");
            browser.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
            assertThat(browser.run("return getComputedStyle(document.querySelector('.controls')).display"))
                    .isEqualTo("none");
        }
    }
}
