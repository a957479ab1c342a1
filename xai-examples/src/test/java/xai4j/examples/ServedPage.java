package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import xai4j.examples.serve.ModelShelf;
import xai4j.examples.serve.ServeLimits;
import xai4j.examples.serve.http.HttpService;
import xai4j.examples.serve.web.WebApplication;

/** The page with some models, served for the time of a test class, and browsers that look at it. */
final class ServedPage implements AutoCloseable {
    private final StringWriter log = new StringWriter();
    private final Path profiles;
    private final ModelSource source;
    private final ModelShelf shelf;
    private final HttpService service;

    /**
     * Starts; where there is no Chromium, the tests are skipped with a word.
     *
     * @param models as on the command line; none for the birds
     */
    ServedPage(Path profiles, List<String> models) {
        this(profiles, models, HttpService.Door.local());
    }

    ServedPage(Path profiles, List<String> models, HttpService.Door door) {
        assumeTrue(
                Browser.chromium().isPresent() && Browser.chromedriver().isPresent(),
                "no Chromium with its driver here: apt-get install chromium chromium-driver");
        this.profiles = profiles;
        source = ModelSource.of(models, true, new PrintWriter(log, true));
        shelf = source.open();
        // what was assumed of a model is no complaint
        log.getBuffer().setLength(0);
        service = new HttpService(shelf, ServeLimits.defaults(), door, new PrintWriter(log, true));
        WebApplication.addTo(service, shelf, source.examples());
        service.start();
    }

    String address() {
        return "http://127.0.0.1:" + service.port() + "/";
    }

    /** A browser of a width that has opened the page. */
    Browser browser(int width) throws IOException {
        Browser browser = new Browser(Files.createTempDirectory(profiles, "profile"), width, width < 500 ? 844 : 800);
        browser.open(address());
        return browser;
    }

    /** The same, once the first example is told. */
    Browser told(int width) throws IOException {
        Browser browser = browser(width);
        browser.until("document.querySelectorAll('#bars li').length > 0 && document.getElementById('photo').complete");
        return browser;
    }

    @Override
    public void close() {
        service.close();
        shelf.close();
        source.close();
        assertThat(log.toString()).isEmpty();
    }
}
