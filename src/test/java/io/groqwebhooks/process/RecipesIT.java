package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.groqwebhooks.testing.FreePort;
import io.groqwebhooks.testing.TakesLong;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.mail.internet.MimeMessage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files in {@code routes/recipes}, as they are, in one receiver with the settings that they say
 * they need, and with real brokers. An event's type is the name of the recipe that handles it.
 */
class RecipesIT {

  private static final Path RECIPES = Path.of("routes/recipes");
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Pattern EXTENSION =
      Pattern.compile(
          ".*/software/amazon/.*|.*/(camel-(sql|resilience4j|mail|attachments|aws2-s3|aws-common)|vavr|"
              + "resilience4j-(core|circuitbreaker|timelimiter|bulkhead)|angus-(mail|activation)|"
              + "jakarta\\.mail-api|httpclient|httpcore)-\\d.*\\.jar");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String HANDLERS =
      """
      - route:
          id: by-type
          from:
            uri: "direct:groq.unhandled"
            steps:
              - toD: "direct:${header.WebhookEventType}"
              - to: "file:handled?fileName=${bean:webhookFileName}"
      - route: {from: {uri: "direct:groq.resource.created", steps: [{stop: {}}]}}
      - route: {from: {uri: "direct:groq.resource.updated", steps: [{stop: {}}]}}
      - route: {from: {uri: "direct:groq.resource.deleted", steps: [{stop: {}}]}}
      """;

  /** As if the receiver had died before the claim was confirmed. */
  private static final String TWICE =
      """
      - route:
          id: twice
          from:
            uri: "direct:sql-twice"
            steps:
              - to: "direct:sql"
              - to: "direct:sql"
      """;

  @TempDir private static Path folder;
  private static final Queue<Received> RECEIVED = new ConcurrentLinkedQueue<>();
  private static final int PORT_OF_BILLING = FreePort.find();
  private static final int PORT_OF_BREAKER = FreePort.find();
  private static HttpServer other;
  private static EmbeddedPostgres database;
  private static S3Server s3;
  private static GreenMail mail;
  private static BrokerProcess artemis;
  private static BrokerProcess kafka;
  private static ReceiverProcess receiver;

  private final String id = UUID.randomUUID().toString();

  /** A request as another system got it. */
  private record Received(long nanos, String path, Map<String, List<String>> headers, String body) {

    String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? null : values.get(0);
    }
  }

  /** A system that takes what comes; of whom it is asked as a customer, it knows the name. */
  private static HttpServer system(int port) {
    return system(port, 200);
  }

  private static HttpServer system(int port, int status) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext(
          "/",
          exchange -> {
            RECEIVED.add(
                new Received(
                    System.nanoTime(),
                    exchange.getRequestURI().getRawPath(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] answer = SignedSender.utf8("{\"name\":\"Änne\"}");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Received> received(String path, String text) {
    return RECEIVED.stream()
        .filter(request -> request.path().startsWith(path) && request.body().contains(text))
        .toList();
  }

  @BeforeAll
  static void start(@TempDir Path artemisFolder, @TempDir Path kafkaFolder, @TempDir Path s3Folder)
      throws IOException, SQLException {
    mail = new GreenMail(new ServerSetup(FreePort.find(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    s3 = S3Server.in(s3Folder);
    CompletableFuture<Void> storage = CompletableFuture.runAsync(s3::start);
    artemis = BrokerProcess.artemis(artemisFolder);
    kafka = BrokerProcess.kafka(kafkaFolder);
    CompletableFuture<Void> brokers = CompletableFuture.runAsync(artemis::started);
    kafka.started();
    brokers.join();
    storage.join();
    other = system(0);
    String url = "http://localhost:" + other.getAddress().getPort();
    database = EmbeddedPostgres.start();
    try (Connection connection = database.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(documentedTable());
    }
    extensions(folder);
    ReceiverProcess.Setup setup =
        ReceiverProcess.in(folder)
            .testHandlers()
            .file("routes/groq-handlers.camel.yaml", HANDLERS + TWICE)
            .environment("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY)
            .environment("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY)
            .environment("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
            .arguments(
                "--webhooks.retry.delay=10ms",
                "--camel.component.kafka.brokers=" + kafka.address(),
                "--spring.artemis.mode=native",
                "--spring.artemis.broker-url=" + artemis.url(),
                "--customers.url=" + url + "/customers",
                "--throttle.url=" + url + "/throttled",
                "--cloudevents.url=" + url + "/cloudevents",
                "--breaker.url=http://localhost:" + PORT_OF_BREAKER + "/breaker",
                "--s3.endpoint=" + s3.url(),
                "--s3.region=us-east-1",
                "--s3.bucket=" + S3Server.BUCKET,
                "--mail.server=smtp://127.0.0.1:"
                    + mail.getSmtp().getServerSetup().getPort()
                    + "?connectionTimeout=5000",
                "--mail.from=receiver@example.com",
                "--mail.to=operator@example.com",
                "--spring.datasource.url=" + database.getJdbcUrl("postgres", "postgres"),
                "--webhooks.queue.retry-timeout=7d",
                "--webhooks.targets.billing.url=http://localhost:" + PORT_OF_BILLING + "/billing",
                "--webhooks.targets.billing.secrets=" + SECRET,
                "--webhooks.targets.archive.url=" + url + "/archive",
                "--webhooks.targets.archive.secrets=" + SECRET);
    try (Stream<Path> recipes = Files.list(RECIPES)) {
      for (Path recipe : recipes.toList()) {
        setup.file(
            "routes/" + recipe.getFileName(), Files.readString(recipe).replace("60000", "200"));
      }
    }
    receiver = setup.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (database != null) {
      database.close();
    }
    Stream.of(receiver, artemis, kafka, s3)
        .filter(process -> process != null)
        .forEach(process -> process.close());
    other.stop(0);
    mail.stop();
  }

  /** The statement in the comment of the recipe. */
  private static String documentedTable() throws IOException {
    Matcher table =
        Pattern.compile("(?s)CREATE TABLE .*?PRIMARY KEY \\(.*?\\)\\)")
            .matcher(Files.readString(RECIPES.resolve("sql.camel.yaml")).replace("\n#", "\n"));
    assertThat(table.find()).isTrue();
    return table.group();
  }

  /** Copies the jars that the recipes name from where the build has them. */
  private static void extensions(Path beside) throws IOException {
    Path extensions = Files.createDirectories(beside.resolve("extensions"));
    String[] jars = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    for (String jar : jars) {
      Path file = Path.of(jar);
      if (EXTENSION.matcher(file.toUri().getPath()).matches()) {
        Files.copy(file, extensions.resolve(file.getFileName()));
      }
    }
  }

  private static int deliver(String eventId, String recipe, String data) {
    return receiver.sender().deliver(SignedSender.event(eventId, recipe, data)).status();
  }

  private static Path only(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files.reduce((one, two) -> two).orElseThrow();
    }
  }

  @Test
  void eachIsShortAndSaysWhatItNeeds() throws IOException {
    try (Stream<Path> recipes = Files.list(RECIPES)) {
      assertThat(recipes)
          .isNotEmpty()
          .allSatisfy(
              recipe ->
                  assertThat(Files.readAllLines(recipe))
                      .hasSizeLessThan(40)
                      .anyMatch(line -> line.startsWith("# Needs: "))
                      .anyMatch(line -> line.startsWith("# In a handler:  ")));
    }
  }

  @Test
  void cloudEventHasItsAttributesAsHeadersAndTheEventsBytes() {
    assertThat(deliver(id, "cloudevents", "{ }")).isEqualTo(200);

    assertThat(received("/cloudevents", id))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.header("Ce-specversion")).isEqualTo("1.0");
              assertThat(request.header("Ce-id")).isEqualTo(id);
              assertThat(request.header("Ce-source")).isEqualTo("/webhooks/groq");
              assertThat(request.header("Content-type")).isEqualTo("application/json");
              assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("Webhook"));
              assertThat(SignedSender.utf8(request.body()))
                  .isEqualTo(SignedSender.event(id, "cloudevents", "{ }"));
            });
  }

  @Test
  void dailyFilesHaveEachEventInALineOfItsOwn() throws IOException {
    String text = "\"" + "x".repeat(150_000) + "\"";
    List<String> ids = Handling.ids(id, 24);
    List<CompletableFuture<Integer>> answers =
        ids.stream()
            .map(
                each ->
                    CompletableFuture.supplyAsync(
                        () -> deliver(each, "daily-files", "{\"a\" :\n" + text + "}")))
            .toList();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));

    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("data/events"))) {
      for (Path file : files.toList()) {
        assertThat(file.getFileName().toString()).matches("\\d{4}-\\d\\d-\\d\\d\\.jsonl");
        for (String line : Files.readAllLines(file)) {
          found.add(JSON.readTree(line).path("id").asText());
        }
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(ids);
    // The steps that follow have the event as it came.
    assertThat(receiver.file("handled/" + ids.get(0))).contains("{\"a\" :\n");
  }

  @Test
  void enrichAddsTheAnswerOfAnotherSystem() throws IOException {
    String bad = "../" + id;
    assertThat(deliver(bad, "enrich", "{\"customer\":\"c_7\"}")).isEqualTo(200);

    assertThat(RECEIVED)
        .filteredOn(request -> request.path().startsWith("/customers/"))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.path()).isEqualTo("/customers/c_7");
              assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("Webhook"));
            });
    JsonNode enriched = JSON.readTree(only(folder.resolve("data/enriched")).toFile());
    assertThat(enriched.path("id").asText()).isEqualTo(bad);
    assertThat(enriched.path("customer").path("name").asText()).isEqualTo("Änne");

    assertThat(deliver("none-" + id, "enrich", "{}")).isEqualTo(500);
    assertThat(deliver("up-" + id, "enrich", "{\"customer\":\"a/../b\"}")).isEqualTo(500);
  }

  @Test
  void filterTakesWhatItChoosesAndMakesASmallerEventOfIt() {
    assertThat(deliver("less-" + id, "filter-and-transform", "{\"amount\":99.9}")).isEqualTo(200);
    assertThat(deliver("text-" + id, "filter-and-transform", "{\"amount\":\"x\"}")).isEqualTo(200);
    assertThat(deliver(id, "filter-and-transform", "{\"amount\":100,\"x\":1}")).isEqualTo(200);

    assertThat(folder.resolve("data/large").toFile().list()).containsExactly(id + ".json");
    assertThat(receiver.file("data/large/" + id + ".json"))
        .isEqualTo("{\"id\":\"" + id + "\",\"amount\":100,\"currency\":\"EUR\"}");
  }

  @Test
  void itemsOfASplitEventHaveIdsOfTheirOwnAndFailTogether() throws IOException {
    assertThat(deliver(id, "split", "{\"items\":[{\"a\":1},{\"b\":\"é\"}]}")).isEqualTo(200);
    assertThat(deliver("one-" + id, "split", "{\"items\":[{\"c\":1,\"d\":2}]}")).isEqualTo(200);
    assertThat(deliver("none-" + id, "split", "{}")).isEqualTo(200);

    try (Stream<Path> files = Files.list(folder.resolve("data/items"))) {
      assertThat(files)
          .extracting(file -> file.getFileName().toString())
          .allMatch(name -> name.matches("[\\w-]+\\.json"));
    }
    assertThat(itemsIn(folder.resolve("data/items")))
        .containsExactlyInAnyOrder("{\"a\":1}", "{\"b\":\"é\"}", "{\"c\":1,\"d\":2}");

    // An item that cannot be written.
    Path items = folder.resolve("data/items");
    Files.move(items, folder.resolve("data/moved"));
    Files.createFile(items);
    assertThat(deliver("fails-" + id, "split", "{\"items\":[{\"e\":1}]}")).isEqualTo(500);
    Files.delete(items);
    assertThat(deliver("fails-" + id, "split", "{\"items\":[{\"e\":1}]}")).isEqualTo(200);
    assertThat(itemsIn(items)).containsExactly("{\"e\":1}");
  }

  private static List<String> itemsIn(Path items) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(items)) {
      for (Path file : files.toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }

  @Test
  void targetThatIsDownDelaysNoOther() {
    assertThat(deliver(id, "two-targets", "{}")).isEqualTo(200);
    Handling.soon().until(() -> !received("/archive", id).isEmpty());
    assertThat(received("/billing", id)).isEmpty();

    HttpServer billing = system(PORT_OF_BILLING);
    try {
      Handling.soon().until(() -> !received("/billing", id).isEmpty());
    } finally {
      billing.stop(0);
    }
    for (String path : List.of("/archive", "/billing")) {
      assertThat(received(path, id))
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.header("Webhook-id")).isEqualTo(id);
                assertThat(request.header("Webhook-signature")).startsWith("v1,");
              });
    }
  }

  @Test
  void throttleSendsFiveASecond() {
    List<String> ids = Handling.ids(id, 15);
    ids.forEach(each -> assertThat(deliver(each, "throttle", "{}")).isEqualTo(200));
    Handling.soon().until(() -> received("/throttled", id).size() == 15);

    List<Received> requests = received("/throttled", id);
    assertThat(requests)
        .allSatisfy(
            request ->
                assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("Jms")));
    for (int i = 0; i + 10 < requests.size(); i++) {
      // Eleven of them span more than a second, wherever that second begins.
      assertThat(requests.get(i + 10).nanos() - requests.get(i).nanos())
          .isGreaterThan(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void topicGivesTheEventToEverySubscriber() throws Exception {
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(artemis.url());
        JMSContext one = factory.createContext();
        JMSContext two = factory.createContext()) {
      List<JMSConsumer> subscribers =
          List.of(
              one.createConsumer(one.createTopic("webhook-events")),
              two.createConsumer(two.createTopic("webhook-events")));
      assertThat(deliver(id, "jms-topic", "{}")).isEqualTo(200);
      for (JMSConsumer subscriber : subscribers) {
        BytesMessage message = (BytesMessage) subscriber.receive(20_000);
        assertThat(message.getBody(byte[].class))
            .isEqualTo(SignedSender.event(id, "jms-topic", "{}"));
        assertThat(message.getStringProperty("WebhookEventId")).isEqualTo(id);
      }
    }
  }

  @Test
  void kafkaGetsTheEventByItsId() {
    assertThat(deliver(id, "kafka", "{}")).isEqualTo(200);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.address(),
                "group.id", "recipes",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("webhook-events"));
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      Handling.soon()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return !records.isEmpty();
              });
      assertThat(records)
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.key()).isEqualTo(id);
                assertThat(record.value()).isEqualTo(SignedSender.event(id, "kafka", "{}"));
              });
    }
  }

  @Test
  void sqlInsertsAnEventOnceHoweverOftenItComes() throws Exception {
    String data = "{\"x\":\"é'; DROP TABLE webhook_event; --\"}";
    assertThat(deliver(id, "sql-twice", data)).isEqualTo(200);

    try (Connection connection = database.getPostgresDatabase().getConnection()) {
      assertInserted(connection, data);
    }
  }

  /** With another receiver, since one has one database. */
  @Test
  void sqlInsertsIntoH2(@TempDir Path own) throws Exception {
    String url = "jdbc:h2:file:" + own.resolve("app") + ";MODE=PostgreSQL;AUTO_SERVER=TRUE";
    try (Connection connection = DriverManager.getConnection(url)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(documentedTable());
      }
      ReceiverProcess.Setup setup =
          ReceiverProcess.in(own)
              .testHandlers()
              .file("routes/groq-handlers.camel.yaml", HANDLERS + TWICE)
              .file("routes/sql.camel.yaml", Files.readString(RECIPES.resolve("sql.camel.yaml")))
              .arguments("--spring.datasource.url=" + url);
      extensions(own);
      try (ReceiverProcess withH2 = setup.start()) {
        assertThat(withH2.sender().deliver(SignedSender.event(id, "sql-twice", "{}")).status())
            .isEqualTo(200);
      }
      assertInserted(connection, "{}");
    }
  }

  private void assertInserted(Connection connection, String data) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT source, type, body FROM webhook_event WHERE id = '" + id + "'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("groq");
      assertThat(rows.getString(3))
          .isEqualTo(new String(SignedSender.event(id, "sql-twice", data), StandardCharsets.UTF_8));
      assertThat(rows.next()).isFalse();
    }
  }

  @TakesLong
  @Test
  void openCircuitFailsEventsAtOnceUntilTheSystemIsBack() {
    for (int i = 0; i < 3; i++) {
      // Each of them is tried four times.
      assertThat(deliver(id + i, "circuit-breaker", "{}")).isEqualTo(500);
    }
    assertThat(receiver.linesWith("IOException: The circuit is open")).isNotEmpty();

    HttpServer system = system(PORT_OF_BREAKER);
    try {
      Handling.soon().until(() -> deliver(id, "circuit-breaker", "{}") == 200);
      assertThat(received("/breaker", id)).hasSize(1);
    } finally {
      system.stop(0);
    }
  }

  @Test
  void whatASystemRefusesIsNotTriedAgainBehindACircuitBreaker() {
    HttpServer system = system(PORT_OF_BREAKER, 400);
    try {
      assertThat(deliver(id, "circuit-breaker", "{}")).isEqualTo(500);
      assertThat(received("/breaker", id)).hasSize(1);
    } finally {
      system.stop(0);
    }
  }

  @Test
  void s3StoresTheEventUnderItsName() throws IOException {
    String bad = "../" + id;
    assertThat(deliver(bad, "s3", "{}")).isEqualTo(200);

    try (Stream<Path> objects = Files.list(s3.object("groq"))) {
      assertThat(objects)
          .singleElement()
          .satisfies(
              object -> {
                assertThat(object.getFileName().toString()).contains(id).doesNotContain("..");
                assertThat(object).hasBinaryContent(SignedSender.event(bad, "s3", "{}"));
              });
    }
    // Neither the event nor its headers have changed for the steps that follow.
    try (Stream<Path> handled = Files.list(folder.resolve("handled"))) {
      assertThat(handled.filter(file -> file.toString().contains(id)))
          .singleElement()
          .satisfies(
              file -> assertThat(file).hasBinaryContent(SignedSender.event(bad, "s3", "{}")));
    }
  }

  @Test
  void mailTellsOfEachDeadLetterOnceTheServerIsThere() throws Exception {
    HttpServer refusing = system(PORT_OF_BILLING, 400);
    try {
      assertThat(deliver(id, "two-targets", "{\"card\":\"4111\"}")).isEqualTo(200);
      Handling.soon().until(() -> !receiver.linesWith("Dead letter: two-targets " + id).isEmpty());
    } finally {
      refusing.stop(0);
    }
    mail.start();
    assertThat(mail.waitForIncomingEmail(20_000, 1)).isTrue();
    // Another one, so that the first has been looked at again.
    HttpServer again = system(PORT_OF_BILLING, 400);
    try {
      assertThat(deliver("second-" + id, "two-targets", "{}")).isEqualTo(200);
      assertThat(mail.waitForIncomingEmail(20_000, 2)).isTrue();
    } finally {
      again.stop(0);
    }

    List<String> texts = new ArrayList<>();
    for (MimeMessage message : mail.getReceivedMessages()) {
      assertThat(message.getSubject()).isEqualTo("Dead letter: two-targets from /webhooks/groq");
      assertThat(message.getHeader("To", ",")).isEqualTo("operator@example.com");
      texts.add(message.getContent().toString());
    }
    assertThat(texts)
        .satisfiesExactlyInAnyOrder(
            text ->
                assertThat(text)
                    .startsWith(id)
                    .contains("TargetRefusedException", "The target billing has answered 400")
                    .doesNotContain("4111"),
            text -> assertThat(text).startsWith("second-" + id));
  }
}
