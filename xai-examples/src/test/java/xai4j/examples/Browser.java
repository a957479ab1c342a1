package xai4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, at a width, with what it complains of. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path PICTURES = Path.of("target/screenshots");

    private final ChromeDriver driver;

    Browser(Path profile, int width, int height) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium().orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--disable-component-update",
                "--disable-background-networking",
                // a camera that films a test picture, and a person who allows it
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--user-data-dir=" + profile);
        // it misses a version of the developer tools' protocol that nothing here asks for
        Logger.getLogger("org.openqa.selenium.devtools").setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver().orElseThrow().toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
        // a window cannot be as narrow as a telephone
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    /** Debian's, if it is installed. */
    static Optional<Path> chromium() {
        return executable("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    }

    static Optional<Path> chromedriver() {
        return executable("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver");
    }

    private static Optional<Path> executable(String... places) {
        return Stream.of(places).map(Path::of).filter(Files::isExecutable).findFirst();
    }

    ChromeDriver driver() {
        return driver;
    }

    void open(String address) {
        driver.get(address);
    }

    WebElement find(String css) {
        until("document.querySelector('" + css.replace("'", "\\'") + "')");
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** Waits until an expression is true. */
    void until(String script) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Boolean.TRUE.equals(run("return !!(" + script + ")"))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came to pass: " + script + "; the console says " + complaints());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Object run(String script, Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    void click(String css) {
        WebElement element = find(css);
        run("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }

    void choose(String select, String value) {
        run(
                "const s = document.querySelector(arguments[0]); s.value = arguments[1];"
                        + " s.dispatchEvent(new Event('change', {bubbles: true}))",
                select,
                value);
    }

    /** Has the page see itself in the dark. */
    void dark() {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** What hinders somebody who cannot see the page or cannot point at it. */
    @SuppressWarnings("unchecked")
    List<String> hindrances() {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("accessibility.js"))) {
            return (List<String>) run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole page as a picture. */
    void photograph(String name) throws IOException {
        Map<String, Object> shot = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode((String) shot.get("data")));
    }

    /** A part of the page as a picture. */
    void photographOf(String css, String name) throws IOException {
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), find(css).getScreenshotAs(OutputType.BYTES));
    }

    /** What the console holds besides what is there for information. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
