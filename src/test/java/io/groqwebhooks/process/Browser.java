package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, if the machine has it. For one thread. */
final class Browser implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /** What the build says at its end. */
  private static final Path SKIPPED = Path.of(System.getProperty("skipped.tests"));

  private static final String WITHOUT =
      "Skipped: the console in a real browser, since no %s was found. What needs no script was"
          + " tried by HtmlUnit. Debian has the browser as chromium and chromium-driver.";

  /**
   * It misses classes for parts of the browser that nothing here uses. Held, or it is forgotten.
   */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private static final String AXE = read("/axe.min.js");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one. On a machine without one, the tests that ask for it are skipped. */
  static Browser start() {
    Optional<Path> chromium = NAMES.stream().flatMap(Browser::installed).findFirst();
    Optional<Path> chromedriver = installed("chromedriver").findFirst();
    if (chromium.isEmpty() || chromedriver.isEmpty()) {
      skip(WITHOUT.formatted(chromium.isEmpty() ? "Chromium" : "chromedriver"));
    }
    return new Browser(driver(chromium.orElseThrow(), chromedriver.orElseThrow()));
  }

  private static Stream<Path> installed(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable);
  }

  private static void skip(String sentence) {
    try {
      Files.writeString(SKIPPED, sentence);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assumeTrue(false, sentence);
  }

  private static ChromeDriver driver(Path chromium, Path chromedriver) {
    SELENIUM.setLevel(Level.SEVERE);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    // As root, and with the little shared memory of a container, it starts in no other way.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.addArguments("--window-size=1400,1000", "--hide-scrollbars", "--lang=en");
    // With a driver that is named, Selenium looks for none, and downloads none.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .usingAnyFreePort()
            .build();
    return new ChromeDriver(service, options);
  }

  private static String read(String resource) {
    try (InputStream in = Browser.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }

  // The page

  void open(URI address) {
    driver.get(address.toString());
  }

  URI address() {
    return URI.create(driver.getCurrentUrl());
  }

  void reload() {
    driver.navigate().refresh();
  }

  /** What can be read on the page. */
  String text() {
    return find("body").getText();
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** The link or button with this text. */
  WebElement named(String text) {
    return driver.findElement(
        By.xpath(
            "//*[self::a or self::button or self::summary][normalize-space()='" + text + "']"));
  }

  /** The row of a table with a cell that holds just this text. */
  WebElement row(String text) {
    return driver.findElement(By.xpath("//tr[td[normalize-space()='" + text + "']]"));
  }

  /** The result of a script. */
  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Waits patiently; what vanishes from the page meanwhile is looked for again. */
  void await(String what, Callable<Boolean> condition) {
    Handling.soon()
        .alias(what)
        .ignoreExceptionsInstanceOf(WebDriverException.class)
        .until(condition);
  }

  void awaitText(String text) {
    await("text " + text, () -> text().contains(text));
  }

  // The keyboard

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** What has the focus. */
  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** Whether who looks at the page sees what has the focus. */
  boolean focusIsSeen() {
    return (boolean)
        driver.executeScript(
            """
            const place = document.activeElement.getBoundingClientRect();
            const style = getComputedStyle(document.activeElement);
            // Of the parts of a time, and of the button for its calendar, the browser shows which one.
            const part = document.activeElement.type === "datetime-local";
            return (part || style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2)
              && place.left >= 0 && place.top >= 0 && place.bottom <= innerHeight;
            """);
  }

  // The screen

  /** Has pages think that the screen is that large; a narrow one is a phone's. */
  void screen(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** From now on no request reaches an address that matches; without a pattern, all do again. */
  void cutOff(String... patterns) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(patterns)));
  }

  /** Has pages think that their reader prefers {@code light} or {@code dark}. */
  void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** What is seen of the page, as PNG. */
  byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  // What is wrong

  /**
   * Errors of scripts, failed requests and what the page's policy has forbidden, since asked last.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().equals(Level.SEVERE))
        .map(LogEntry::getMessage)
        // It looks for that where a page names no icon, as plain text does not.
        .filter(message -> !message.contains("/favicon.ico "))
        .toList();
  }

  /**
   * Everybody can use the page that is open: it is no wider than the screen, and has no barrier.
   */
  @SuppressWarnings("unchecked")
  void assertUsable(String page) {
    assertThat(driver.executeScript("return document.documentElement.scrollWidth - innerWidth"))
        .as("what is too wide: " + page)
        .isEqualTo(0L);
    assertThat(all("h1")).as(page).hasSize(1);
    driver.executeScript(AXE);
    List<String> barriers =
        (List<String>)
            driver.executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                axe.run({ resultTypes: ["violations"] }).then((result) => done(
                  result.violations.map((each) => each.help + ": "
                    + each.nodes.map((node) => node.html + " " + node.failureSummary).join("; "))));
                """);
    assertThat(barriers).as(page).isEmpty();
  }
}
