package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.SelfSigned;
import io.groqwebhooks.testing.TakesLong;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console with another database, and of receivers that are reached in other ways. */
@TakesLong
class ConsoleServersIT {

  @TempDir private Path folder;

  private final String id = UUID.randomUUID().toString();
  private final WebClient browser = new WebClient();

  @BeforeEach
  void setUpBrowser() {
    browser.getOptions().setJavaScriptEnabled(false);
    browser.getOptions().setCssEnabled(false);
    browser.getOptions().setUseInsecureSSL(true);
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }

  private ReceiverProcess.Setup receiver() {
    return ReceiverProcess.in(folder).testHandlers().observed();
  }

  private String text(ReceiverProcess of, String path) throws IOException {
    URI url = URI.create(of.observeUrl() + "/webhooks" + path);
    return browser.getPage(url.toURL()).getWebResponse().getContentAsString();
  }

  private HtmlPage open(ReceiverProcess of, String path) throws IOException {
    return browser.getPage(URI.create(of.observeUrl() + "/webhooks" + path).toURL());
  }

  private JsonNode json(ReceiverProcess of, String path) throws IOException {
    return new ObjectMapper().readTree(text(of, "/api/" + path));
  }

  private Path deadLetter() throws IOException {
    Path letters = Files.createDirectories(folder.resolve("data/dead-letter"));
    byte[] body = SignedSender.event(id, "resource.created");
    return Files.writeString(
        letters.resolve("groq-" + id + ".json"),
        """
        {"specversion":"1.0","id":"%s","source":"/webhooks/groq","type":"resource.created",
         "failedtime":"2025-01-01T00:00:00Z","errormessage":"disk full","attempts":4,
         "data_base64":"%s"}
        """
            .formatted(id, Base64.getEncoder().encodeToString(body)));
  }

  private void eventsAreSent(ReceiverProcess receiver) throws IOException {
    HtmlForm test = open(receiver, "/sources").getForms().get(0);
    test.getInputByName("type").setValue("resource.created");
    HtmlPage sent = ((HtmlButton) test.getFirstByXPath(".//button")).click();
    assertThat(sent.asNormalizedText()).contains("accepted", "200 {\"received\":true}");

    Path letter = deadLetter();
    HtmlPage page = open(receiver, "/dead-letters/" + letter.getFileName());
    DomElement replay = page.getFirstByXPath("//button[text()='Replay']");
    HtmlPage replayed = replay.click();
    assertThat(replayed.asNormalizedText()).contains("1 accepted, 0 not accepted");
    assertThat(letter).doesNotExist();
    assertThat(receiver.timesHandled(id)).isEqualTo(1);
  }

  @Test
  void allPagesAndAllNumbersAreThereWithAPostgreSql() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        ReceiverProcess receiver =
            receiver()
                .arguments(
                    "--webhooks.deliveries.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                    "--webhooks.deliveries.bodies=verified")
                .start()) {
      receiver.sender().deliver(id, "resource.created");
      receiver.sender().deliver(id, "resource.created");
      new SignedSender(receiver.url(), "whsec_wrong").deliver("bad-" + id, "resource.created");
      JsonNode refused =
          Handling.soon()
              .until(
                  () -> json(receiver, "deliveries?outcome=rejected").path("deliveries").path(0),
                  each -> each.path("remedy").isTextual());
      JsonNode both = json(receiver, "deliveries?event=" + id).path("deliveries");
      assertThat(both).hasSize(2);
      String delivery = both.path(1).path("id").asText();

      for (String filter :
          new String[] {
            "", "?event=" + id, "?source=groq", "?type=resource.created", "?outcome=accepted"
          }) {
        assertThat(open(receiver, filter).asNormalizedText()).as(filter).contains(id, "accepted");
      }
      assertThat(text(receiver, "/deliveries/rows")).contains(id);
      assertThat(
              open(receiver, "?limit=1")
                  .getAnchorByText("Older")
                  .<HtmlPage>click()
                  .asNormalizedText())
          .contains(id);
      HtmlPage one = open(receiver, "/deliveries/" + delivery);
      assertThat(one.asNormalizedText()).contains(id, "resource.created", "Download it");
      assertThat(text(receiver, "/deliveries/" + delivery + "/body")).contains(id);
      assertThat(open(receiver, "/deliveries/" + refused.path("id").asText()).asNormalizedText())
          .contains(refused.path("remedy").asText());
      assertThat(json(receiver, "deliveries/" + delivery).path("eventId").asText()).isEqualTo(id);
      for (String range : new String[] {"hour", "day", "week"}) {
        JsonNode stats = json(receiver, "stats?range=" + range);
        assertThat(stats.path("counts")).as(range).isNotEmpty();
        assertThat(stats.path("latencies").path(0).path("p99Micros").asLong()).isPositive();
      }
      JsonNode source = json(receiver, "sources").path("sources").path(0);
      assertThat(source.path("deliveriesOfDay").asInt()).isEqualTo(3);
      assertThat(source.path("acceptedOfDay").asInt()).isEqualTo(2);
      eventsAreSent(receiver);
      assertThat(json(receiver, "dead-letters").path("count").asInt()).isZero();
      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  /** With certificates that nobody vouches for, as inside of a cluster. */
  @Test
  void theConsoleIsServedByHttpsAndSendsToAReceiverThatIsToo() throws Exception {
    SelfSigned front = SelfSigned.rsa();
    SelfSigned management = SelfSigned.rsa();
    try (ReceiverProcess receiver =
        receiver()
            .file("front.pem", front.pem())
            .file("front.key", front.keyPem())
            .file("management.pem", management.pem())
            .file("management.key", management.keyPem())
            .arguments(
                "--server.ssl.certificate=file:front.pem",
                "--server.ssl.certificate-private-key=file:front.key",
                "--server.servlet.context-path=/hooks",
                "--spring.ssl.bundle.pem.own.keystore.certificate=file:management.pem",
                "--spring.ssl.bundle.pem.own.keystore.private-key=file:management.key",
                "--management.server.ssl.bundle=own",
                "--management.server.base-path=/operators")
            .start()) {
      assertThat(receiver.observeUrl()).startsWith("https://").endsWith("/operators/observe");
      eventsAreSent(receiver);
      Handling.soon().until(() -> json(receiver, "deliveries").path("deliveries").size() == 2);
    }
  }

  @Test
  void theConsoleSendsToAReceiverThatIsBoundToOneAddress() throws Exception {
    Optional<InetAddress> address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
            .findFirst();
    Assumptions.assumeTrue(address.isPresent(), "This machine has no address but loopback");
    try (ReceiverProcess receiver =
        receiver().arguments("--server.address=" + address.get().getHostAddress()).start()) {
      eventsAreSent(receiver);
    }
  }
}
