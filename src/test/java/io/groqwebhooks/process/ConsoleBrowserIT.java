package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What operators do with the console, in a real browser with its scripts. */
class ConsoleBrowserIT {

  private static final String ROWS = "#deliveries tbody tr";

  @TempDir private static Path folder;
  private static Browser browser;
  private static ReceiverProcess receiver;

  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    browser = Browser.start();
    receiver =
        ReceiverProcess.in(folder)
            .testHandlers()
            .observed()
            .arguments("--webhooks.deliveries.bodies=verified")
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

  @BeforeEach
  void lookAtALargeScreen() {
    browser.screen(1280, 900);
  }

  @AfterEach
  void noScriptHasFailedAndNothingHadToBeForbidden() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static void open(String path) {
    browser.open(receiver.console(path));
  }

  /** Opens the list of deliveries, and waits for what its scripts add. */
  private static void openList(String query) {
    open(query);
    browser.await("charts", () -> browser.all("#charts canvas").size() == 2);
  }

  private static void deliver(String event) {
    assertThat(receiver.sender().deliver(event, "resource.created").status()).isEqualTo(200);
  }

  /** Waits until the event has come into the list, which it does by itself. */
  private static void awaitRow(String event) {
    browser.await("row of " + event, () -> browser.row(event).isDisplayed());
  }

  private static void awaitRows(int number) {
    browser.await(number + " rows", () -> browser.all(ROWS).size() == number);
  }

  private static WebElement link(String event) {
    return browser.row(event).findElement(By.tagName("a"));
  }

  private static int top(String event) {
    Object top = browser.run("return arguments[0].getBoundingClientRect().top", browser.row(event));
    return ((Number) top).intValue();
  }

  // Deliveries

  @Test
  void filtersNarrowTheListAlsoForWhatComesLater() {
    deliver(id);
    deliver("other-" + id);
    openList("");
    awaitRow("other-" + id);

    browser.named("Filter").click();
    browser.find("[name=event]").sendKeys(id);
    browser.find("[name=outcome]").sendKeys("accepted");
    browser.named("Show").click();
    browser.awaitText("Those that you look for");
    assertThat(browser.all(ROWS)).hasSize(1);
    assertThat(browser.find("[name=event]").getDomProperty("value")).isEqualTo(id);
    assertThat(browser.find("[name=outcome]").getDomProperty("value")).isEqualTo("accepted");

    // Neither the duplicate nor the other event is looked for.
    deliver(id);
    deliver("later-" + id);
    browser.find("[name=outcome]").sendKeys("any");
    browser.named("Show").click();
    awaitRows(2);
    deliver(id);
    awaitRows(3);
    assertThat(browser.find("#deliveries").getText()).doesNotContain("other-", "later-");

    browser.run("document.querySelector('[name=from]').value = '2099-01-01T00:00:00'");
    browser.named("Show").click();
    browser.awaitText("There is no delivery to be shown.");
    browser.named("All deliveries").click();
    browser.awaitText("later-" + id);
  }

  @Test
  void whatComesAppearsByItselfAndWhatIsLookedAtStays() {
    Handling.ids(id, 50).forEach(ConsoleBrowserIT::deliver);
    openList("");
    awaitRow(id + "-49");
    browser.run("window.opened = 'once'");
    String looked = id + "-30";
    browser.run("arguments[0].scrollIntoView({ block: 'center' })", browser.row(looked));
    int top = top(looked);
    deliver("new-" + id);
    awaitRow("new-" + id);
    assertThat(browser.find("#news").getDomProperty("textContent")).isEqualTo("One new delivery");
    assertThat(top(looked)).isCloseTo(top, within(1));

    browser.run("scrollTo(0, 0); arguments[0].focus({ preventScroll: true })", link(looked));
    browser.run("getSelection().selectAllChildren(arguments[0].cells[3])", browser.row(id + "-40"));
    Handling.ids("more-" + id, 60).forEach(ConsoleBrowserIT::deliver);
    awaitRow("more-" + id + "-59");
    assertThat(browser.focused()).isEqualTo(link(looked));
    assertThat(browser.run("return getSelection().toString()")).isEqualTo(id + "-40");

    // What nobody looks at any more goes.
    browser.run("getSelection().empty(); document.activeElement.blur(); scrollTo(0, 0)");
    deliver("last-" + id);
    awaitRow("last-" + id);
    assertThat(browser.all(ROWS)).hasSize(50);
    assertThat(browser.run("return window.opened")).isEqualTo("once");
  }

  @Test
  void anEmptyListFillsAndAnInterruptionIsTold() {
    openList("?event=" + id);
    browser.awaitText("There is no delivery to be shown.");
    browser.cutOff("*/deliveries/rows*", "*/api/stats*");
    browser.awaitText("Live update is interrupted.");
    browser.named("Day").click();
    browser.awaitText("The numbers cannot be had right now.");
    deliver(id);
    browser.cutOff();
    awaitRow(id);
    assertThat(browser.text()).doesNotContain("There is no delivery", "interrupted");
    assertThat(browser.complaints()).isNotEmpty();
  }

  @Test
  void whatADeliveryHoldsIsTextWhereverItIsShown() throws Exception {
    String type = "<script>hacked = 1</script>";
    String event = "<img src=x onerror=hacked=2>" + id;
    String data = "</code></pre><script>hacked = 3</script>";
    openList("");
    receiver.sender().deliver(SignedSender.event(event, type, "\"" + data + "\""));
    // It comes by a script, and not with the page.
    awaitRow(event);
    assertThat(browser.row(event).getText()).contains(type);
    link(event).click();
    browser.awaitText(data);
    assertThat(browser.text()).contains(type, event);
    openList("?event=" + URLEncoder.encode(event, StandardCharsets.UTF_8));
    assertThat(browser.find("[name=event]").getDomProperty("value")).isEqualTo(event);
    assertThat(browser.run("return window.hacked")).isNull();

    Path letter = Handling.writeDeadLetter(folder, event, type);
    for (String path :
        List.of("", "/" + letter.getFileName(), "/" + letter.getFileName() + "/discard")) {
      open("/dead-letters" + path);
      assertThat(browser.text()).contains(event);
      assertThat(browser.run("return window.hacked")).isNull();
    }
    Files.delete(letter);
  }

  @Test
  void aTestEventIsSentAndShown() {
    open("/sources");
    browser.find("[name=type]").clear();
    browser.find("[name=type]").sendKeys("resource.updated");
    browser.named("Send").click();
    browser.awaitText("of type resource.updated for groq");
    browser.assertUsable("sent");
    browser.named("Deliveries of groq").click();
    browser.await("the event", () -> browser.find(ROWS).getText().contains("resource.updated"));
  }

  // Dead letters

  @Test
  void deadLettersAreReplayedAHundredAtATime() throws Exception {
    Instant begun = Instant.now().minusSeconds(200);
    List<Path> letters = new ArrayList<>();
    for (String event : Handling.ids(id, 102)) {
      Path letter = Handling.writeDeadLetter(folder, event, "resource.created");
      // The list has the newest first, and a quick machine writes several within a tick.
      Files.setLastModifiedTime(letter, FileTime.from(begun.plusSeconds(letters.size())));
      letters.add(letter);
    }
    open("/dead-letters");
    browser.row(id + "-101").findElement(By.tagName("button")).click();
    browser.awaitText("1 accepted, 0 not accepted.");
    assertThat(letters.get(101)).doesNotExist();

    browser.named("Dead letters").click();
    browser.awaitText("101 in all");
    Object pressed =
        browser.run(
            "arguments[0].form.requestSubmit(arguments[0]);"
                + "return arguments[0].textContent + arguments[0].disabled",
            browser.named("Replay all"));
    assertThat(pressed).isEqualTo("Replaying …true");
    browser.awaitText("100 accepted, 0 not accepted.");
    browser.assertUsable("replayed");
    assertThat(browser.all("tbody tr")).hasSize(100);
    browser.awaitText("1 left.");
    browser.named("Go on").click();
    browser.awaitText("1 accepted, 0 not accepted.");
    assertThat(letters).noneMatch(Files::exists);
    assertThat(receiver.timesHandled(id + "-100")).isEqualTo(1);
  }

  @Test
  void discardingAsksAndCanBeLeft() throws Exception {
    Path letter = Handling.writeDeadLetter(folder, id, "resource.created");
    open("/dead-letters");
    browser.named("Discard").click();
    browser.awaitText("Shall this dead letter be removed for good?");
    browser.named("Keep it").click();
    browser.awaitText("1 in all");
    assertThat(letter).exists();

    browser.named("Discard").click();
    browser.awaitText("Shall this dead letter be removed for good?");
    browser.named("Discard").click();
    browser.awaitText("There are no dead letters.");
    assertThat(letter).doesNotExist();
  }

  // The keyboard

  /** Goes on by the tabulator until something has this name, and returns the names of all. */
  private static Set<String> tabTo(String name) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < 50 && !names.contains(name); i++) {
      browser.press(Keys.TAB);
      names.add(browser.focused().getAccessibleName());
      assertThat(browser.focusIsSeen()).as("focus on the last of " + names).isTrue();
    }
    return names;
  }

  @Test
  void everythingIsReachedByTheKeyboard() {
    deliver(id);
    openList("?event=" + id);
    awaitRow(id);
    String time = link(id).getText();
    assertThat(tabTo(time))
        .containsExactly(
            "Skip to content",
            "Deliveries",
            "Sources",
            "Dead letters",
            "Last hour",
            "Day",
            "Week",
            "As a table",
            "Filter",
            "Source",
            "Outcome",
            "Type",
            "Event id",
            "From (UTC)",
            "To (UTC)",
            "Show",
            "All deliveries",
            time);
    browser.press(Keys.ENTER);
    browser.awaitText("Download it byte for byte");

    browser.press(Keys.TAB, Keys.ENTER);
    assertThat(browser.focused().getTagName()).isEqualTo("main");
    assertThat(tabTo("Download it byte for byte")).hasSize(1);

    Path letter = Handling.writeDeadLetter(folder, id, "resource.created");
    open("/dead-letters");
    tabTo("Replay " + id);
    browser.press(Keys.ENTER);
    browser.awaitText("1 accepted, 0 not accepted.");
    assertThat(letter).doesNotExist();
  }

  // Strangers

  @Test
  void thePasswordOpensAllAndWhoTriesManyIsNotEvenHeard(@TempDir Path other) throws Exception {
    try (ReceiverProcess asking =
        ReceiverProcess.in(other)
            .testHandlers()
            .observed()
            .arguments("--webhooks.console.password=pass")
            .start()) {
      URI console = asking.console("");
      String place = "@" + console.getAuthority() + console.getPath();
      browser.open(URI.create("http://operator:wrong" + place));
      assertThat(browser.all("h1, nav")).isEmpty();
      assertThat(browser.complaints()).singleElement().asString().contains("status of 401");

      browser.open(URI.create("http://operator:pass" + place));
      browser.open(console);
      browser.await("charts", () -> browser.all("#charts canvas").size() == 2);
      asking.sender().deliver(id, "resource.created");
      awaitRow(id);
      assertThat(browser.complaints()).isEmpty();

      for (int i = 1; i < 10; i++) {
        assertThat(ConsoleIT.status(asking, "operator:wrong")).isEqualTo(401);
      }
      browser.awaitText("Live update is interrupted.");
      browser.reload();
      assertThat(browser.text()).startsWith("Too many wrong passwords.");
      assertThat(browser.complaints()).isNotEmpty().allMatch(each -> each.contains("429"));
    }
  }
}
