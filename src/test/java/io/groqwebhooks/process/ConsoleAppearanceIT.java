package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console looks in a real browser, to those too who see it on a phone, or not at all. */
@TakesLong
class ConsoleAppearanceIT {

  /** Those of the README. {@code -Dscreenshots.update} takes them anew. */
  private static final Path PICTURES = Path.of("src/site/resources/images");

  private static final int LARGEST_PICTURE = 150_000;

  @TempDir private static Path folder;
  private static Browser browser;
  private static ReceiverProcess receiver;

  @BeforeAll
  static void start() {
    browser = Browser.start();
    MadeUpDeliveries.write(folder);
    receiver =
        ReceiverProcess.in(folder)
            .testHandlers()
            .observed()
            .arguments("--webhooks.sources.stripe.scheme=stripe")
            .arguments("--webhooks.sources.stripe.secrets=whsec_local")
            .arguments("--webhooks.sources.acme.scheme=groq")
            .arguments("--webhooks.sources.acme.secrets=whsec_local")
            .start();
  }

  @AfterAll
  static void stop() {
    if (receiver != null) {
      receiver.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void noScriptHasFailedAndNothingHadToBeForbidden() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static void open(String path) {
    browser.open(receiver.console(path));
  }

  private static void openWithCharts(String query) {
    open(query);
    browser.await("charts", () -> browser.all("#charts canvas").size() == 2);
  }

  @ParameterizedTest
  @CsvSource({"light, 1280", "dark, 390"})
  void everyPageCanBeUsedByEverybody(String scheme, int width) {
    browser.scheme(scheme);
    browser.screen(width, 860);
    String letter =
        Handling.writeDeadLetter(folder, "a".repeat(70), "order.created").getFileName() + "";

    openWithCharts("?limit=10");
    browser.named("As a table").click();
    browser.named("Filter").click();
    browser.assertUsable("deliveries");
    for (String outcome : List.of("rejected", "failed", "accepted")) {
      open("?limit=10&outcome=" + outcome);
      browser.assertUsable(outcome);
      browser.find("#deliveries td a").click();
      browser.awaitText("Content type");
      browser.assertUsable("one " + outcome);
    }
    open("/sources");
    browser.assertUsable("sources");
    for (String part : List.of("/" + letter, "/" + letter + "/discard", "?source=groq")) {
      open("/dead-letters" + part);
      browser.assertUsable("dead letters" + part);
    }
    browser.named("Discard 1 that match").click();
    browser.awaitText("removed for good?");
    browser.assertUsable("discarding several");
    browser.named("Discard 1").click();
    browser.awaitText("1 discarded");
    browser.assertUsable("discarded");
    assertThat(browser.complaints()).isEmpty();
    open("/nowhere");
    browser.assertUsable("nothing");
    assertThat(browser.complaints()).singleElement().asString().contains("status of 404");
  }

  // Charts

  /** Whether something in the chart has the colour that the style sheet calls so. */
  private static boolean isDrawn(String chart, String color) {
    return (boolean)
        browser.run(
            """
            const canvas = document.querySelector(arguments[0] + " canvas");
            const pen = canvas.getContext("2d");
            const pixels = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
            const point = document.createElement("canvas").getContext("2d");
            point.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(arguments[1]);
            point.fillRect(0, 0, 1, 1);
            return pixels.includes(new Uint32Array(point.getImageData(0, 0, 1, 1).data.buffer)[0]);
            """,
            chart,
            "--chart-" + color);
  }

  private static long number(String text) {
    return Long.parseLong(text.replaceAll("[^0-9]", ""));
  }

  @Test
  void chartsAreDrawnAndCanBeReadAsATable() {
    browser.scheme("light");
    browser.screen(1280, 860);
    openWithCharts("");
    List<String> outcomes = List.of(browser.find("#charts-summary").getText().split(", ", -1));
    assertThat(outcomes).hasSize(5);
    for (String outcome : outcomes) {
      assertThat(isDrawn("#chart-outcomes", outcome.replaceFirst("\\d+ ", "")))
          .as(outcome)
          .isTrue();
    }
    assertThat(isDrawn("#chart-latencies", "median")).isTrue();
    assertThat(isDrawn("#chart-latencies", "p99")).isTrue();
    assertThat(browser.find("#chart-outcomes").getAccessibleName()).contains(outcomes);

    browser.named("As a table").click();
    List<String> lines = browser.find("#charts-numbers").getText().lines().toList();
    assertThat(lines.get(0))
        .startsWith("Since (UTC) accepted duplicate")
        .endsWith("p50 in ms p99 in ms");
    Object inTable =
        browser.run(
            """
            const rows = Array.from(document.querySelectorAll("#charts-numbers tbody tr"));
            const counts = rows.flatMap((row) => Array.from(row.cells).slice(1, -2));
            return counts.reduce((sum, cell) => sum + Number(cell.textContent), 0);
            """);
    assertThat(inTable).isEqualTo(outcomes.stream().mapToLong(ConsoleAppearanceIT::number).sum());

    browser.named("Day").click();
    browser.await("the day", () -> browser.all("#charts-numbers tbody tr").size() <= 3);
    assertThat(browser.named("Day").getDomAttribute("aria-pressed")).isEqualTo("true");
  }

  @Test
  void chartsFollowTheScreen() {
    browser.scheme("light");
    browser.screen(1280, 860);
    openWithCharts("");
    assertThat(isDrawn("#chart-outcomes", "grid")).isTrue();
    browser.scheme("dark");
    browser.await("dark charts", () -> isDrawn("#chart-outcomes", "grid"));
    browser.screen(390, 860);
    browser.await(
        "narrow charts", () -> browser.find("#chart-outcomes canvas").getRect().width < 390);
  }

  // Pictures

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void picturesAreTakenForTheReadme(String scheme) throws IOException {
    browser.scheme(scheme);
    browser.screen(1280, 860);
    openWithCharts("");
    byte[] picture = browser.picture();
    assertThat(picture).hasSizeLessThan(LARGEST_PICTURE);
    String name = "console-" + scheme + ".png";
    Files.write(Path.of("target", name), picture);
    if (System.getProperty("screenshots.update") != null) {
      Files.write(Files.createDirectories(PICTURES).resolve(name), picture);
    }
    assertThat(PICTURES.resolve(name)).exists();
  }
}
