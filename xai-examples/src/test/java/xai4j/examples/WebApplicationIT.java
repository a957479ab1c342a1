package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import xai4j.examples.birds.BirdSample;
import xai4j.json.ExplanationJson;

/** The web application as a person uses it: in Debian's Chromium, at the width of a desk and of a telephone. */
class WebApplicationIT {
    @TempDir
    static Path folder;

    private static ServedPage birds;

    @BeforeAll
    static void start() {
        birds = new ServedPage(folder, List.of());
    }

    @AfterAll
    static void stop() {
        if (birds != null) {
            birds.close();
        }
    }

    private static Browser browser(int width) throws java.io.IOException {
        return birds.told(width);
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void aVisitorLooksAsksAndUnderstands(int width) throws Exception {
        try (Browser page = browser(width)) {
            assertThat(page.find("#bars li:first-child").getText()).contains("crested fennet");
            page.photograph("start-" + width);

            explain(page, "grad-cam", 1);
            assertThat(page.find(".card h3").getText()).isEqualTo("grad-cam: crested fennet");
            hover(page);
            explain(page, "lime", 2);
            explain(page, "integrated-gradients", 3);
            page.photograph("answers-" + width);

            page.choose("#target", "3");
            explain(page, "grad-cam", 4);
            assertThat(page.find(".card h3").getText()).isEqualTo("grad-cam: striped fennet");

            page.choose("#target", "contrast");
            explain(page, "grad-cam", 5);
            assertThat(page.find(".card h3").getText())
                    .contains("crested fennet")
                    .contains("−")
                    .isNotEmpty();
            assertThat(page.complaints()).isEmpty();
            requireNothingWiderThan(page, width);
        }
    }

    private static void explain(Browser page, String method, int cards) {
        page.choose("#method", method);
        page.click("#explain");
        page.until("document.querySelectorAll('.card').length === " + cards
                + " && document.getElementById('cancel').hidden");
        assertThat(page.find("#order-message").getText()).isEmpty();
    }

    private static void hover(Browser page) {
        WebElement canvas = page.find(".card canvas");
        canvas.sendKeys(Keys.ARROW_LEFT);
        assertThat(page.find(".card .readout").getText()).contains("% of the strongest");
    }

    /** A page that must be pushed to and fro is no page for a telephone. */
    private static void requireNothingWiderThan(Browser page, int width) {
        assertThat(((Number) page.run("return document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(width);
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void aFileOfOnesOwnIsTakenAndWhatIsNoneIsNot(int width) throws Exception {
        Path photograph = BirdSample.TARREL_IN_SNOW.copyTo(folder);
        Path text = Files.writeString(folder.resolve("<b>no picture.png"), "<svg onload=alert(1)>");
        try (Browser page = browser(width)) {
            page.choose("#model", "birds-biased");
            page.driver()
                    .findElement(By.id("file"))
                    .sendKeys(photograph.toAbsolutePath().toString());
            page.until("document.querySelector('#bars li').textContent.includes('barred tarrel')");
            page.driver()
                    .findElement(By.id("file"))
                    .sendKeys(text.toAbsolutePath().toString());
            page.until(
                    "document.getElementById('picture-message').textContent.includes('is no image of a known kind')");
            assertThat(page.complaints()).allMatch(line -> line.contains("400"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void workIsCancelledAndShared(int width) throws Exception {
        try (Browser page = browser(width)) {
            page.choose("#method", "lime");
            page.run("document.querySelector('#options').open = true;"
                    + "document.querySelector('[name=samples]').value = 100000");
            page.click("#explain");
            page.until("document.getElementById('bar').value > 0");
            page.photograph("progress-" + width);
            page.click("#cancel");
            page.until("document.getElementById('order-message').textContent === 'Cancelled.'");
            explain(page, "grad-cam", 1);
            page.run("navigator.clipboard.writeText = () => Promise.reject(new Error())");
            page.driver().findElement(By.xpath("//button[text()='Copy link']")).click();
            page.until("location.hash.startsWith('#answer=')");
            String link = page.driver().getCurrentUrl();
            page.open("about:blank");
            page.open(link);
            page.until("document.querySelectorAll('.card').length === 1");
            assertThat(page.find(".card h3").getText()).isEqualTo("grad-cam: crested fennet");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void nineSeedsAndActAndCheck() throws Exception {
        try (Browser page = browser(1280)) {
            page.choose("#method", "lime");
            page.run("document.querySelector('#options').open = true;"
                    + "document.querySelector('[name=samples]').value = 100;"
                    + "document.querySelector('[name=fill]').value = 'grey'");
            page.click("#seeds");
            page.until("document.querySelectorAll('.seeds canvas').length === 9");
            assertThat(page.all(".together canvas")).hasSize(2);
            assertThat(page.find(".card p:not(.note)").getText()).contains("Ranks agree by");
            page.photograph("seeds-1280");
            page.click("#explain");
            page.until("document.querySelectorAll('.card').length === 2");
            page.driver()
                    .findElement(By.xpath("//button[starts-with(text(), 'Remove what speaks')]"))
                    .click();
            page.until("document.querySelector('.check table, .check .note')");
            page.photograph("act-and-check-1280");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void whatIsDownloadedIsWhole() throws Exception {
        try (Browser page = browser(1280)) {
            explain(page, "grad-cam", 1);
            page.run("window.kept = {}; const make = URL.createObjectURL;"
                    + "URL.createObjectURL = (blob) => { blob.text().then(t => window.kept[blob.type] = t); return make(blob); };"
                    + "HTMLAnchorElement.prototype.click = () => {}");
            for (String button : List.of("PNG", "JSON", "Report")) {
                page.driver()
                        .findElement(By.xpath("//article//button[text()='" + button + "']"))
                        .click();
            }
            page.until("Object.keys(window.kept).length === 3");
            assertThat((String) page.run("return window.kept['image/png']")).contains("PNG");
            assertThat(ExplanationJson.read((String) page.run("return window.kept['application/json']"))
                            .provenance()
                            .method())
                    .isEqualTo("grad-cam");
            assertThat((String) page.run(
                            "return window.kept[Object.keys(window.kept).find(k => k.startsWith('text/html'))]"))
                    .contains("<html", "crested fennet");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void prototypesAndTheTreeExplainThemselves(int width) throws Exception {
        try (Browser page = browser(width)) {
            page.choose("#model", "birds-prototypes");
            page.until("document.getElementById('method').value === 'prototypes'");
            page.click("#explain");
            page.until("document.querySelectorAll('.match').length > 2 && document.getElementById('cancel').hidden");
            assertThat(page.find(".sum").getText()).contains("bias", "score of ");
            assertThat(page.all(".because")).isNotEmpty();
            page.photograph("prototypes-" + width);
            requireNothingWiderThan(page, width);

            page.choose("#model", "birds-tree");
            page.until("[...document.getElementById('method').options].some(o => o.value === 'nbdt-soft')");
            page.choose("#method", "nbdt-soft");
            page.click("#explain");
            page.until("document.querySelectorAll('.decisions canvas').length > 1");
            page.until("performance.getEntriesByType('resource').filter(e => e.name.endsWith('/explanations')).length"
                    + " >= 2 + document.querySelectorAll('.decisions li').length");
            page.photograph("tree-" + width);
            page.photographOf(".card", "tree-card-" + width);
            requireNothingWiderThan(page, width);
            assertThat(page.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void theTourShowsTheCleverHans(int width) throws Exception {
        try (Browser page = browser(width)) {
            page.click("#tour-open");
            String[] answers = {"spotted tarrel", "barred tarrel", "barred tarrel", "spotted tarrel"};
            int[] wrong = {0, 1, 2, 1};
            for (int step = 0; step < 4; step++) {
                page.until("document.getElementById('tour-title').textContent.startsWith('" + (step + 1) + " of 4')");
                page.until("[...document.querySelectorAll('#tour .answer')].every(a => a.textContent !== '…')");
                page.until("[...document.querySelectorAll('#tour canvas')].every(c => c.dataset.drawn)");
                List<WebElement> said = page.all("#tour .answer");
                // wrong is what the snow has done, and nothing else
                assertThat(page.all("#tour .answer.wrong")).hasSize(wrong[step]);
                assertThat(said.get(said.size() - 1).getText()).contains(answers[step]);
                page.photographOf("#tour", "tour-" + (step + 1) + "-" + width);
                page.click("#tour-next");
            }
            page.until("!document.getElementById('tour').open");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void twoModelsAreComparedAndAClassShowsWhatItWants() throws Exception {
        try (Browser page = browser(1280)) {
            page.choose("#other", "birds-biased");
            page.click("[data-id=tarrel-in-snow]");
            page.until("document.querySelectorAll('#bars h3').length === 2"
                    + " && document.getElementById('bars').textContent.includes('tarrel')");
            page.choose("#method", "grad-cam");
            page.click("#explain");
            page.until("document.querySelectorAll('.card').length === 2 && document.getElementById('cancel').hidden");
            page.photograph("compare-1280");
            page.click(".see");
            page.until("document.querySelector('#class-picture img').naturalWidth > 0");
            page.photographOf("#class-picture", "class-1280");
            assertThat(page.complaints()).isEmpty();
        }
    }
}
