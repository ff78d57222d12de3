package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.testing.TakesLong;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomAttr;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of the receiver in a browser, and what others do not. */
class ConsoleIT {

  private static final String PREVIOUS = "whsec_from_before";
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([\\w-]+)\"");

  @TempDir private static Path folder;
  private static ReceiverProcess receiver;

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebClient browser = browser();
  private final String id = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    receiver =
        observed(folder)
            .environment("GROQ_WEBHOOK_SECRET_PREVIOUS", PREVIOUS)
            .arguments("--webhooks.deliveries.bodies=verified")
            .arguments(
                "--webhooks.sources.kinde.signature.jwks=https://x.kinde.com/.well-known/jwks")
            .start();
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }

  private static ReceiverProcess.Setup observed(Path in) {
    return ReceiverProcess.in(in).testHandlers().observed();
  }

  private static WebClient browser() {
    WebClient browser = new WebClient();
    browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
    // It does not know the JavaScript of htmx and uPlot, and all the rest has to do without.
    browser.getOptions().setJavaScriptEnabled(false);
    browser.getOptions().setCssEnabled(false);
    return browser;
  }

  private static URI console(String path) {
    return receiver.console(path);
  }

  private HtmlPage open(String path) throws IOException {
    return browser.getPage(console(path).toURL());
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(console(path)), headers);
  }

  private HttpResponse<String> post(String path, String form, String... headers)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(console(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)),
        headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String token() throws IOException, InterruptedException {
    Matcher token = TOKEN.matcher(get("/sources").body());
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private static String origin() {
    return "http://127.0.0.1:" + receiver.observeAddress().getPort();
  }

  /** The logged delivery of the event, as soon as it is written. */
  private JsonNode logged(String event) {
    return Handling.soon()
        .until(
            () -> json("/api/deliveries?event=" + event).path("deliveries").path(0),
            JsonNode::isObject);
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    return new ObjectMapper().readTree(get(path).body());
  }

  private static Path deadLetter(String event) {
    return deadLetter(event, "resource.created");
  }

  private static Path deadLetter(String event, String type) {
    return Handling.writeDeadLetter(folder, event, type);
  }

  @Test
  void theStartSaysWhereItIs() {
    assertThat(receiver.linesWith("  console   ")).containsExactly("  console   " + console(""));
  }

  // Pages

  @Test
  void deliveriesAreListedFilteredAndShown() throws Exception {
    receiver.sender().deliver(id, "resource.created");
    receiver.sender().deliver("other-" + id, "resource.updated");
    String delivery = logged(id).path("id").asText();
    logged("other-" + id);

    HtmlPage all = open("");
    assertThat(all.asNormalizedText()).contains(id, "other-" + id, "resource.updated", "accepted");
    HtmlForm filter = all.getForms().get(0);
    filter.getInputByName("event").setValue(id);
    HtmlPage found = ((HtmlButton) filter.getFirstByXPath(".//button")).click();
    assertThat(found.asNormalizedText()).contains(id).doesNotContain("other-" + id);

    HtmlPage one = found.getHtmlElementById("d-" + delivery).click();
    assertThat(one.asNormalizedText())
        .contains(id, "resource.created", "\"created\" : 1700000000", "Download it byte for byte");
    HttpResponse<String> body = get("/deliveries/" + delivery + "/body");
    assertThat(body.body())
        .isEqualTo(new String(SignedSender.event(id, "resource.created"), StandardCharsets.UTF_8));
    assertThat(body.headers().firstValue("content-disposition"))
        .hasValue("attachment; filename=\"delivery-" + delivery + ".bin\"");
    assertThat(body.headers().firstValue("content-type")).hasValue("application/octet-stream");
  }

  @Test
  void whatWasRefusedBeforeItWasReadHasItsReasonAndIsFoundWithAllThatWas() throws Exception {
    byte[] large = SignedSender.event(id, "resource.created", "\"" + "x".repeat(1 << 20) + "\"");
    assertThat(receiver.sender().deliver(large).status()).isEqualTo(413);
    JsonNode row =
        Handling.soon()
            .until(
                () -> json("/api/deliveries?outcome=too+large").path("deliveries").path(0),
                JsonNode::isObject);

    HtmlPage page = open("/deliveries/" + row.path("id").asText());
    assertThat(page.asNormalizedText())
        .contains("Its body is larger than webhooks.sources.groq.max-body-size")
        .doesNotContain("explain", "0 B");
    assertThat(json("/api/deliveries?outcome=not+accepted").path("deliveries"))
        .extracting(each -> each.path("outcome").asText())
        .contains("too large")
        .doesNotContain("accepted", "duplicate", "challenged");
  }

  @Test
  void whatComesIsInThePartOfThePageThatItAsksForByItself() throws Exception {
    receiver.sender().deliver("before-" + id, "resource.created");
    logged("before-" + id);
    DomElement list = open("?type=resource.created").getHtmlElementById("deliveries");
    assertThat(list.getAttribute("hx-trigger")).isEqualTo("every 2s");
    String again = list.getAttribute("hx-get").replaceFirst("^/observe/webhooks", "");
    assertThat(get(again).statusCode()).isEqualTo(204);

    receiver.sender().deliver(id, "resource.created");
    logged(id);

    HttpResponse<String> more = get(again);
    assertThat(more.statusCode()).isEqualTo(200);
    assertThat(more.body())
        .startsWith("<section id=\"deliveries\"")
        .contains(id, "before-" + id)
        .contains("<p id=\"news\" hx-swap-oob=\"innerHTML\">One new delivery</p>");
  }

  @Test
  void olderDeliveriesAreOnFurtherPagesWhichDoNotChange() throws Exception {
    for (int i = 0; i < 3; i++) {
      receiver.sender().deliver(id, "resource.created");
    }
    Handling.soon().until(() -> json("/api/deliveries?event=" + id).path("deliveries").size() == 3);
    JsonNode first = json("/api/deliveries?limit=2&event=" + id);
    JsonNode second =
        json("/api/deliveries?limit=2&event=" + id + "&before=" + first.path("next").asText());
    assertThat(first.path("deliveries")).hasSize(2);
    assertThat(second.path("deliveries")).hasSize(1);
    assertThat(second.path("next").isNull()).isTrue();

    HtmlPage page = open("?limit=2&event=" + id);
    HtmlPage next = page.getAnchorByText("Older").click();
    DomElement list = next.getHtmlElementById("deliveries");
    assertThat(list.getElementsByTagName("tr")).hasSize(2);
    assertThat(list.hasAttribute("hx-get")).isFalse();
    assertThat(next.getAnchorByText("Newest")).isNotNull();
  }

  @Test
  void whatADeliveryHoldsIsTextWhateverItLooksLike() throws Exception {
    String type = "<script>alert(1)</script>";
    String event = "<img src=x onerror=alert(2)>" + id;
    receiver
        .sender()
        .deliver(SignedSender.event(event, type, "\"</code></pre><script>alert(3)</script>\""));
    String encoded = URLEncoder.encode(event, StandardCharsets.UTF_8);
    String delivery = logged(encoded).path("id").asText();

    for (String path : List.of("", "?event=" + encoded, "/deliveries/" + delivery)) {
      HtmlPage page = open(path);
      assertThat(page.asNormalizedText()).as(path).contains(type, event);
      assertThat(page.getByXPath("//script[not(@src)]")).as(path).isEmpty();
      assertThat(page.getElementsByTagName("img")).as(path).isEmpty();
    }
  }

  @Test
  void aRefusalIsExplained() throws Exception {
    new SignedSender(receiver.url(), "whsec_wrong").deliver(id, "resource.created");
    JsonNode refused =
        Handling.soon()
            .until(
                () -> json("/api/deliveries?outcome=rejected").path("deliveries").path(0),
                each -> each.path("remedy").isTextual());

    assertThat(open("/deliveries/" + refused.path("id").asText()).asNormalizedText())
        .contains(refused.path("problem").asText(), refused.path("remedy").asText())
        .contains("explain --source groq --headers");
  }

  @Test
  void sourcesAreShownWithoutSecretsAndTested() throws Exception {
    HtmlPage sources = open("/sources");
    assertThat(sources.asNormalizedText()).contains("groq", "/webhooks/groq");
    HtmlForm form = sources.getForms().get(0);
    form.getInputByName("type").setValue("resource.created");
    HtmlPage sent = ((HtmlButton) form.getFirstByXPath(".//button")).click();
    assertThat(sent.asNormalizedText()).contains("accepted", "200 {\"received\":true}");

    assertThat(sources.asXml()).doesNotContain(ReceiverProcess.SECRET, PREVIOUS);
    JsonNode source = json("/api/sources").path("sources").path(0);
    assertThat(source.path("secrets").asInt()).isEqualTo(2);
    assertThat(source.toString()).doesNotContain(ReceiverProcess.SECRET, PREVIOUS);
  }

  @Test
  void anOldSecretIsSeenToBeInUse() throws Exception {
    assertThat(open("/sources").asNormalizedText())
        .contains("its sender publishes its keys, which have no position here");
    new SignedSender(receiver.url(), PREVIOUS).deliver("old-" + id, "resource.created");

    assertThat(receiver.linesWith("old-" + id))
        .anyMatch(line -> line.matches(".*: accepted in \\d+ ms \\(secret 2, known since .*Z\\)"));
    JsonNode secrets = json("/api/sources").path("sources").path(0).path("eachSecret");
    assertThat(secrets).hasSize(2);
    Instant used = Instant.parse(secrets.path(1).path("verifiedAt").asText());
    assertThat(used).isAfter(Instant.parse(secrets.path(1).path("since").asText()));
    assertThat(secretsRow(2)).contains("the last delivery");

    receiver.sender().deliver(id, "resource.created");
    secrets = json("/api/sources").path("sources").path(0).path("eachSecret");
    assertThat(Instant.parse(secrets.path(0).path("verifiedAt").asText())).isAfter(used);
    assertThat(secrets.path(1).path("verifiedAt").asText()).isEqualTo(used.toString());
    assertThat(secretsRow(1)).contains("the last delivery");
    assertThat(secretsRow(2)).doesNotContain("the last delivery");
  }

  private String secretsRow(int position) throws IOException {
    DomElement row =
        open("/sources")
            .getFirstByXPath(
                "//table[@aria-labelledby='secrets']//tr[td='groq'][td='" + position + "']");
    return row.asNormalizedText();
  }

  @Test
  void aDeadLetterIsShownAndReplayedOnce() throws Exception {
    Path file = deadLetter(id);

    HtmlPage list = open("/dead-letters");
    assertThat(list.asNormalizedText()).contains(id, "<b>disk full</b>");
    HtmlPage one = open("/dead-letters/" + file.getFileName());
    assertThat(one.asNormalizedText()).contains(id, "\"type\" : \"resource.created\"");
    DomElement replay = one.getFirstByXPath("//button[text()='Replay']");
    HtmlPage replayed = replay.click();

    assertThat(replayed.asNormalizedText()).contains("1 accepted, 0 not accepted", "200 {");
    assertThat(file).doesNotExist();
    assertThat(receiver.timesHandled(id)).isEqualTo(1);
    assertThat(get("/dead-letters/" + file.getFileName()).statusCode()).isEqualTo(404);
  }

  @Test
  void allDeadLettersAreReplayedAndOneThatCannotBeIsTold() throws Exception {
    Path first = deadLetter("1" + id);
    Path second = deadLetter("2" + id);
    Path broken = Files.writeString(first.resolveSibling(id + ".json"), "{");

    HtmlPage list = open("/dead-letters");
    DomElement all = list.getFirstByXPath("//button[text()='Replay all']");
    HtmlPage replayed = all.click();

    assertThat(replayed.asNormalizedText())
        .contains("2 accepted, 1 not accepted", broken.getFileName() + "");
    assertThat(first).doesNotExist();
    assertThat(second).doesNotExist();

    HtmlPage question = open("/dead-letters/" + broken.getFileName() + "/discard");
    assertThat(broken).exists();
    DomElement discard = question.getFirstByXPath("//button[text()='Discard']");
    assertThat(((HtmlPage) discard.click()).asNormalizedText()).contains("no dead letters");
    assertThat(broken).doesNotExist();
  }

  @Test
  void theDeadLettersThatMatchAreReplayedAndNoneThatHasComeSince() throws Exception {
    Path match = deadLetter("match-" + id, "resource.updated");
    Path other = deadLetter("other-" + id, "resource.created");

    HtmlForm filter = open("/dead-letters").getForms().get(0);
    filter.getInputByName("type").setValue("resource.updated");
    filter.getInputByName("error").setValue("DISK");
    HtmlPage found = ((HtmlButton) filter.getFirstByXPath(".//button")).click();
    assertThat(found.asNormalizedText())
        .contains("1 of 2 match", "match-" + id)
        .doesNotContain("other-" + id);

    Path later = deadLetter("later-" + id, "resource.updated");
    Files.setLastModifiedTime(later, FileTime.from(Instant.now().plusSeconds(1)));
    DomElement replay = found.getFirstByXPath("//button[text()='Replay 1 that match']");
    assertThat(((HtmlPage) replay.click()).asNormalizedText())
        .contains("1 accepted, 0 not accepted", match.getFileName() + "");
    assertThat(receiver.timesHandled("match-" + id)).isEqualTo(1);
    assertThat(match).doesNotExist();
    assertThat(later).exists();

    HtmlPage rest = open("/dead-letters?event=later-" + id);
    HtmlPage question = rest.getAnchorByText("Discard 1 that match").click();
    assertThat(question.asNormalizedText()).contains("removed for good", "Event id: later-" + id);
    assertThat(later).exists();
    DomElement discard = question.getFirstByXPath("//button[text()='Discard 1']");
    assertThat(((HtmlPage) discard.click()).asNormalizedText())
        .contains("1 discarded, 0 not discarded");
    assertThat(later).doesNotExist();
    Files.delete(other);
  }

  @Test
  void scriptsReplayAndDiscardThoseThatMatch() throws Exception {
    Path first = deadLetter("first-" + id, "resource.updated");
    Path second = deadLetter("second-" + id, "resource.created");
    JsonNode listed = json("/api/dead-letters?type=resource.updated");
    assertThat(listed.path("count").asInt()).isEqualTo(1);
    assertThat(listed.path("deadLetters").path(0).path("id").asText()).isEqualTo("first-" + id);
    assertThat(listed.path("deadLetters").path(0).path("keptAt").isTextual()).isTrue();

    String replay = "/api/dead-letters/replay?type=resource.updated&mark=";
    String mark = URLEncoder.encode(listed.path("mark").asText(), StandardCharsets.UTF_8);
    String by = "X-Requested-By";
    assertThat(post(replay + mark, "").statusCode()).isEqualTo(403);
    assertThat(post(replay + mark, "", by, "me", "Origin", "http://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(post(replay + "x", "", by, "me").statusCode()).isEqualTo(400);
    assertThat(post(replay + mark + "&tpye=x", "", by, "me").body())
        .contains("There must be no other parameters than source, type, event");
    assertThat(first).exists();
    JsonNode replayed = new ObjectMapper().readTree(post(replay + mark, "", by, "me").body());
    assertThat(replayed.path("accepted").asInt()).isEqualTo(1);
    assertThat(replayed.path("mark").isNull()).isTrue();
    assertThat(replayed.path("results").path(0).path("answer").asText()).startsWith("200 ");
    assertThat(first).doesNotExist();

    String discard = "/api/dead-letters/discard?event=second-" + id;
    assertThat(post(discard, "", by, "me").body()).contains("The parameter count must be");
    assertThat(second).exists();
    assertThat(post(discard + "&count=1", "", by, "me").body())
        .startsWith("{\"discarded\":1,\"failed\":0,\"mark\":null,");
    assertThat(second).doesNotExist();
    assertThat(post("/api/dead-letters", "", by, "me").statusCode()).isEqualTo(404);
  }

  @Test
  void numbersAreThereForCharts() throws Exception {
    receiver.sender().deliver(id, "resource.created");
    logged(id);

    for (String range : List.of("hour", "day", "week")) {
      JsonNode stats =
          Handling.soon()
              .until(
                  () -> json("/api/stats?range=" + range), each -> each.path("counts").size() > 0);
      assertThat(stats.path("latencies").path(0).path("p99Micros").asLong()).isPositive();
    }
    assertThat(get("/api/stats?range=year").statusCode()).isEqualTo(400);
  }

  @Test
  void scriptsAndStylesAreThereByTheirVersions() throws Exception {
    HtmlPage page = open("");
    List<String> addresses =
        page.<DomAttr>getByXPath("//script/@src | //link[@rel='stylesheet']/@href").stream()
            .map(DomAttr::getValue)
            .toList();

    assertThat(addresses)
        .hasSize(7)
        .filteredOn(address -> address.matches(".*/(htmx|uplot)-\\d+\\.\\d+\\.\\d+\\.(js|css)"))
        .hasSize(3);
    for (String address : addresses) {
      HttpResponse<String> asset = get(address.replaceFirst("^/observe/webhooks", ""));
      assertThat(asset.statusCode()).as(address).isEqualTo(200);
      assertThat(asset.headers().firstValue("content-type").orElse(""))
          .as(address)
          .startsWith(address.endsWith(".css") ? "text/css" : "text/javascript");
      assertThat(asset.body()).as(address).isNotBlank();
    }
  }

  // Others

  @Test
  void everyAnswerForbidsWhatIsNotTheConsoles() throws Exception {
    for (String path : List.of("", "/sources", "/nowhere", "/api/sources", "/assets/console.js")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
          .as(path)
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self';");
      assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
      assertThat(answer.body()).doesNotContain("<style", "style=\"", "onclick");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?before=1",
        "?from=yesterday",
        "?from=%2B999999999-12-31T23:59:59Z",
        "?outcome=lost",
        "/deliveries/1",
        "/api/deliveries?limit=201",
        "/api/deliveries?limit=x",
        "/dead-letters?skip=-1",
        "/dead-letters?from=x",
        "/dead-letters/discard",
        "/dead-letters/discard?count=1&mark=2025-01-01T00:00:00Z",
        "/dead-letters/discard?mark=2025-01-01T00:00:00Z//"
      })
  void whatCannotBeMeantIsToldInASentence(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .containsPattern("The [a-z]+ ([a-z]+ )?must be")
        .doesNotContain("\tat ");
    assertThat(get("?type=" + "a".repeat(129)).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"..%2f..%2fclaims", "..%5c..%5cclaims", ".hidden.json", "groq", "..;/x.json"})
  void noFileIsReachedBesideTheDeadLetters(String name) throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("data/dead-letter")).resolve(".hidden.json"), "{}");
    for (String path : List.of("", "/body", "/discard")) {
      assertThat(get("/dead-letters/" + name + path).statusCode()).isBetween(400, 404);
    }
    HttpResponse<String> answer =
        post("/dead-letters/" + name + "/discard", "token=" + token(), "Origin", origin());
    assertThat(answer.statusCode()).isBetween(400, 404);
    assertThat(folder.resolve("data/dead-letter/.hidden.json")).exists();
  }

  @Test
  void formsOfOtherPagesAreRefused() throws Exception {
    String path = "/sources/groq/test";
    String form = "token=" + token();

    assertThat(post(path, form).statusCode()).isEqualTo(403);
    assertThat(post(path, form, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    assertThat(post(path, form, "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(post(path, form, "Origin", origin(), "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(post(path, "", "Origin", origin()).statusCode()).isEqualTo(403);
    assertThat(post(path, form + "x", "Origin", origin()).statusCode()).isEqualTo(403);
    assertThat(get(path).statusCode()).isEqualTo(404);
    assertThat(post(path, form, "Origin", origin(), "Sec-Fetch-Site", "same-origin").statusCode())
        .isEqualTo(200);
  }

  @Test
  void elsewhereThanOnLoopbackThereIsNoConsoleWithoutAPassword(@TempDir Path other)
      throws Exception {
    ReceiverProcess.Setup setup =
        ReceiverProcess.in(other)
            .testHandlers()
            .observed()
            .arguments("--management.server.address=0.0.0.0");
    try (ReceiverProcess open = setup.start()) {
      assertThat(open.linesWith("There is no console")).hasSize(1);
      assertThat(open.linesWith("  console   none, since management.server.address is not"))
          .hasSize(1);
      assertThat(ReceiverProcess.get(open.console(""))).startsWith("404 ");
      assertThat(ReceiverProcess.get(open.console("/api/sources"))).startsWith("404 ");
    }
    try (ReceiverProcess open = setup.arguments("--webhooks.console.password=pass wörd").start()) {
      assertThat(status(open, null)).isEqualTo(401);
      assertThat(status(open, "operator:pass wörd")).isEqualTo(200);
      for (int i = 0; i < 10; i++) {
        assertThat(status(open, "operator:wrong")).isEqualTo(401);
      }
      assertThat(status(open, "operator:pass wörd")).isEqualTo(429);
      assertThat(open.observe("/health/live")).startsWith("200 ");
      assertThat(open.log()).doesNotContain("pass wörd");
    }
  }

  /** How the console of that receiver answers to who says so, or to who says nothing. */
  static int status(ReceiverProcess of, String credentials) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(of.console("/api/sources"));
    if (credentials != null) {
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(SignedSender.utf8(credentials)));
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @TakesLong
  @Test
  void withoutTheLogOrItsDatabaseThePagesSaySo(@TempDir Path other) throws Exception {
    ReceiverProcess.Setup setup = ReceiverProcess.in(other).testHandlers().observed();
    try (ReceiverProcess without = setup.arguments("--webhooks.deliveries.enabled=false").start()) {
      assertThat(ReceiverProcess.get(without.console("")))
          .startsWith("200 ")
          .contains("log of deliveries is off");
      assertThat(ReceiverProcess.get(without.console("/sources")))
          .startsWith("200 ")
          .contains("groq");
      assertThat(ReceiverProcess.get(without.console("/api/deliveries")))
          .startsWith("404 {\"error\":");
    }
    try (ReceiverProcess away =
        observed(other)
            .arguments("--webhooks.deliveries.url=jdbc:postgresql://127.0.0.1:1/none")
            .start()) {
      assertThat(ReceiverProcess.get(away.console("")))
          .startsWith("503 ")
          .contains("does not answer")
          .doesNotContain("Exception");
    }
    try (ReceiverProcess off =
        observed(other).arguments("--webhooks.console.enabled=false").start()) {
      assertThat(ReceiverProcess.get(off.console(""))).startsWith("404 ");
      assertThat(off.linesWith("  console   none, since webhooks.console.enabled is false"))
          .hasSize(1);
    }
  }
}
