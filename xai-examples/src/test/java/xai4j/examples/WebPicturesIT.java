package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.serve.http.HttpService;
import xai4j.render.Png;

/** The ways in which a picture comes to the page, and what a detector finds in one. */
class WebPicturesIT {
    /** A file of the tarrel in snow, as it comes from the clipboard or by dropping. */
    private static final String FILE = "const bytes = Uint8Array.from(atob(arguments[0]), c => c.charCodeAt(0));"
            + "const data = new DataTransfer(); data.items.add(new File([bytes], '<b>x.png', {type: 'image/png'}));";

    @TempDir
    static Path folder;

    private static ServedPage page;

    @BeforeAll
    static void start() {
        Path detector = ColourDetector.write(folder.resolve("colours.onnx"));
        Path birds = BirdSample.BIASED_CNN.copyTo(folder);
        page = new ServedPage(folder, List.of("birds=" + birds, "colours=" + detector));
    }

    @AfterAll
    static void stop() {
        if (page != null) {
            page.close();
        }
    }

    private static void brought(Browser browser) {
        browser.until(
                "document.getElementById('photo').naturalWidth > 0 && document.querySelectorAll('#bars li').length");
    }

    @Test
    void aPictureIsPhotographedWithTheCamera() throws Exception {
        try (Browser browser = page.browser(1280)) {
            browser.until("document.getElementById('method').options.length > 0");
            browser.click("#photograph");
            browser.until("!document.getElementById('shutter-take').disabled");
            browser.until("document.getElementById('viewfinder').videoWidth > 0");
            browser.photographOf("#shutter", "camera-1280");
            assertThat(browser.hindrances()).isEmpty();
            browser.click("#shutter-take");
            brought(browser);
            assertThat((Boolean) browser.run("return document.getElementById('viewfinder').srcObject === null"))
                    .as("the camera is off")
                    .isTrue();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aPageWithoutACameraSaysSo() throws Exception {
        try (Browser browser = page.browser(390)) {
            browser.until("document.getElementById('method').options.length > 0");
            browser.run(
                    "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotFoundError'));"
                            + "const before = window.matchMedia; window.matchMedia = q => q.includes('coarse') ? {matches: false} : before(q)");
            browser.click("#photograph");
            browser.until("document.getElementById('shutter-message').textContent.includes('no camera')");
            browser.click("#shutter-close");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aPictureIsPasted() throws Exception {
        try (Browser browser = page.browser(1280)) {
            browser.until("document.getElementById('method').options.length > 0");
            browser.run(
                    FILE + "document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}))",
                    snow());
            brought(browser);
            assertThat(browser.find("#bars").getText()).contains("barred tarrel");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aPictureIsDropped() throws Exception {
        try (Browser browser = page.browser(1280)) {
            browser.until("document.getElementById('method').options.length > 0");
            browser.run(
                    FILE + "const drop = document.getElementById('drop');"
                            + "const how = {dataTransfer: data, bubbles: true, cancelable: true};"
                            + "drop.dispatchEvent(new DragEvent('dragover', how));"
                            + "window.lit = drop.classList.contains('over');"
                            + "drop.dispatchEvent(new DragEvent('drop', how))",
                    snow());
            brought(browser);
            assertThat((Boolean) browser.run("return window.lit")).isTrue();
            assertThat(browser.find("#bars").getText()).contains("barred tarrel");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static String snow() throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(BirdSample.TARREL_IN_SNOW.copyTo(folder)));
    }

    @Test
    void whatADetectorFindsIsDrawnAndAskedAbout() throws Exception {
        Path picture = folder.resolve("things.png");
        Png.write(ColourDetector.picture(), picture);
        try (Browser browser = page.browser(1280)) {
            browser.until("document.getElementById('method').options.length > 0");
            browser.choose("#model", "colours");
            browser.until("[...document.getElementById('method').options].some(o => o.value === 'd-rise')");
            browser.driver().findElement(By.id("file")).sendKeys(picture.toString());
            browser.until("document.querySelectorAll('#boxes .found').length === 2");
            assertThat(browser.find("#bars").getText()).contains("red thing", "green <i>thing</i>");
            assertThat(browser.all("#bars li > span:first-child i")).isEmpty();
            // the second is the green one, three fifths across and half way down
            browser.click("#boxes .found:nth-child(2)");
            assertThat(browser.run("return document.getElementById('target').value"))
                    .isEqualTo("box:1");
            browser.choose("#method", "d-rise");
            browser.click("#explain");
            browser.until(
                    "document.querySelectorAll('.card').length === 1 && document.getElementById('cancel').hidden");
            browser.choose("#method", "occlusion");
            browser.click("#explain");
            browser.until(
                    "document.querySelectorAll('.card').length === 2 && document.getElementById('cancel').hidden");
            assertThat(browser.hindrances()).isEmpty();
            browser.photograph("detector-1280");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aTokenIsAskedForOnceAndKeptForTheVisit() throws Exception {
        HttpService.Door door = new HttpService.Door("127.0.0.1", 0, Optional.of("secret"));
        String model = "birds=" + BirdSample.BIASED_CNN.copyTo(folder);
        try (ServedPage closed = new ServedPage(folder, List.of(model), door);
                Browser browser = closed.browser(390)) {
            browser.until("document.getElementById('token').open");
            browser.find("#token-value").sendKeys("wrong");
            browser.click("#token button");
            browser.until(
                    "document.getElementById('token').open && document.getElementById('token-value').value === ''");
            assertThat(browser.hindrances()).isEmpty();
            browser.find("#token-value").sendKeys("secret");
            browser.click("#token button");
            browser.until("document.getElementById('method').options.length > 0");
            browser.open(closed.address());
            browser.until("document.getElementById('method').options.length > 0");
            assertThat((Boolean) browser.run("return document.getElementById('token').open"))
                    .isFalse();
            assertThat(browser.complaints()).allMatch(line -> line.contains("401"));
        }
    }
}
