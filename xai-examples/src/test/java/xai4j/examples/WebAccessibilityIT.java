package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page for somebody who uses keys alone, has it read aloud, or needs contrast; in light and in the dark. */
class WebAccessibilityIT {
    private static final int MOST_TABS = 80;

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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingHinders(boolean dark) throws Exception {
        try (Browser page = birds.told(1280)) {
            if (dark) {
                page.dark();
            }
            assertThat(page.hindrances()).as("at the start").isEmpty();
            page.choose("#method", "lime");
            page.run(
                    "document.querySelector('#options').open = true; document.querySelector('[name=samples]').value = 60");
            page.choose("#target", "contrast");
            page.click("#explain");
            page.until("document.querySelectorAll('.card').length === 1 && document.getElementById('cancel').hidden");
            page.choose("#target", "top:3");
            page.choose("#method", "grad-cam");
            page.click("#explain");
            page.until("document.querySelectorAll('.card').length === 2 && document.getElementById('cancel').hidden");
            assertThat(page.hindrances()).as("with answers").isEmpty();
            for (String model : List.of("birds-prototypes", "birds-tree")) {
                page.choose("#model", model);
                String method = model.endsWith("tree") ? "nbdt-soft" : "prototypes";
                page.until("[...document.getElementById('method').options].some(o => o.value === '" + method + "')");
                page.choose("#method", method);
                page.choose("#target", "predicted");
                page.click("#explain");
                page.until("document.querySelector('.card.broad h3')?.textContent.startsWith('"
                        + (model.endsWith("tree") ? "nbdt" : "prototypes")
                        + "') && document.getElementById('cancel').hidden");
            }
            assertThat(page.hindrances()).as("with prototypes and tree").isEmpty();
            page.run("window.scrollTo(0, 0)");
            page.photograph(dark ? "dark-1280" : "light-1280");
            page.click("#tour-open");
            page.until("[...document.querySelectorAll('#tour .answer')].every(a => a.textContent !== '…')");
            assertThat(page.hindrances()).as("on the tour").isEmpty();
            page.photographOf("#tour", dark ? "tour-dark-1280" : "tour-light-1280");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void keysAloneAskAndAnswer() throws Exception {
        try (Browser page = birds.told(1280)) {
            page.press(Keys.TAB);
            assertThat(focus(page)).isEqualTo("Skip to the questions");
            page.press(Keys.ENTER);
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < MOST_TABS && !seen.contains("explain"); i++) {
                page.press(Keys.TAB);
                assertThat((Boolean) page.run("const f = document.activeElement.getBoundingClientRect();"
                                + "return f.width > 0 && document.activeElement !== document.body"))
                        .as("the focus is seen after " + seen)
                        .isTrue();
                seen.add((String) page.run("return document.activeElement.id || document.activeElement.tagName"));
            }
            assertThat(seen).containsSubsequence("method", "target", "SUMMARY", "explain");
            page.press(Keys.ENTER);
            page.until("document.querySelectorAll('.card').length === 1");
            page.run("document.querySelector('.card canvas').focus()");
            page.press(Keys.ARROW_RIGHT);
            assertThat(page.find(".card .readout").getText()).contains("of the strongest");
        }
    }

    private static Object focus(Browser page) {
        return page.run("return document.activeElement.textContent");
    }

    /** What opens over the page holds the focus, closes with Escape, and gives the focus back. */
    @Test
    void theTourIsLeftWithEscape() throws Exception {
        try (Browser page = birds.told(390)) {
            page.run("document.getElementById('tour-open').focus()");
            page.press(Keys.ENTER);
            page.until("document.getElementById('tour').open");
            for (int i = 0; i < 8; i++) {
                page.press(Keys.TAB);
                assertThat((Boolean) page.run("return document.activeElement === document.body"
                                + " || document.getElementById('tour').contains(document.activeElement)"))
                        .isTrue();
            }
            page.run("document.getElementById('tour-next').focus()");
            page.press(Keys.ESCAPE);
            page.until("!document.getElementById('tour').open");
            assertThat(page.run("return document.activeElement.id")).isEqualTo("tour-open");
        }
    }

    /** The check itself finds what it is there to find. */
    @Test
    void whatHindersIsFound() throws Exception {
        try (Browser page = birds.told(1280)) {
            page.run(
                    "document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button><img src=\"/app/icon.svg\">'"
                            + " + '<h6>deep</h6><p id=\"said\">twice</p><p id=\"said\">twice</p><input name=\"bare\">');"
                            + "const pale = document.createElement('p'); pale.textContent = 'pale'; pale.style.color = '#ccc';"
                            + "document.querySelector('main').append(pale)");
            assertThat(String.join("\n", page.hindrances()))
                    .contains(
                            "has no name",
                            "has no alt",
                            "level 6",
                            "two elements have the id said",
                            "has a contrast of 1.");
        }
    }
}
