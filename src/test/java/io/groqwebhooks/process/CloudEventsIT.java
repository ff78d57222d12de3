package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.amqp.ProtonAmqpMessageFactory;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The documented steps send each event over HTTP, to Kafka, and by JMS to a consumer of AMQP, where
 * the libraries of CloudEvents read it.
 */
class CloudEventsIT {

  private static final String ID = "<script>alert('é😀')</script> %41";
  private static final String NAME = "resources";

  @TempDir private static Path kafkaFolder;
  @TempDir private static Path artemisFolder;
  private static BrokerProcess kafka;
  private static BrokerProcess artemis;

  @SuppressWarnings("ArrayRecordComponent") // carried to assertions, never compared
  private record Request(Headers headers, byte[] body) {}

  @TempDir private Path folder;
  private HttpServer server;
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void startBrokers() throws Exception {
    // It tells all its settings whenever a client is made.
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    artemis = BrokerProcess.artemis(artemisFolder, NAME).started();
    kafka = BrokerProcess.kafka(kafkaFolder).started();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
      admin.createTopics(List.of(new NewTopic(NAME, 1, (short) 1))).all().get();
    }
  }

  @AfterAll
  static void closeBrokers() {
    kafka.close();
    artemis.close();
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              new Request(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private static String handler(String endpoint, String steps) {
    return """
        - route:
            from:
              uri: "direct:groq.%s"
              steps:
        %s
        """
        .formatted(endpoint, steps.indent(2));
  }

  private ReceiverProcess receiver() throws IOException {
    String steps =
        DocumentedStepsIT.example("jms:queue:resources")
            .replace("localhost:8080", "localhost:" + server.getAddress().getPort())
            .replace("localhost:9092", kafka.address());
    String log = "        - log: handled";
    return ReceiverProcess.in(folder)
        .testHandlers()
        .file("routes/beans.camel.yaml", DocumentedStepsIT.example("- beans:"))
        .file(
            "routes/groq-handlers.camel.yaml",
            handler("resource.created", steps + log)
                + handler(
                    "resource.updated",
                    steps.replace("\"webhook:cloudevents\"", "\"webhook:cloudevents-structured\"")
                        + log)
                + handler("resource.deleted", log)
                + handler("unhandled", log))
        .arguments("--spring.artemis.mode=native", "--spring.artemis.broker-url=" + artemis.url())
        .start();
  }

  private static byte[] body(String id, String type) {
    return SignedSender.utf8(
        " { \"id\":\"%s\",\r\n\t\"type\" : \"%s\", \"created\":1700000000, \"x\":1.10 }\n"
            .formatted(id, type));
  }

  private Request request() {
    assertThat(requests).hasSize(1);
    return Objects.requireNonNull(requests.poll());
  }

  private static ConsumerRecord<byte[], byte[]> record(int offset) {
    TopicPartition partition = new TopicPartition(NAME, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.address()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
      List<ConsumerRecord<byte[], byte[]>> records =
          consumer.poll(Duration.ofSeconds(20)).records(partition);
      assertThat(records).hasSize(1);
      return records.get(0);
    }
  }

  private static Message<byte[]> message() throws Exception {
    URI address = URI.create(artemis.url());
    try (Client client = Client.create();
        Connection connection = client.connect(address.getHost(), address.getPort());
        Receiver receiver = connection.openReceiver(NAME)) {
      return receiver.receive(20, TimeUnit.SECONDS).<byte[]>message();
    }
  }

  private static Map<String, Object> properties(Message<byte[]> message) throws Exception {
    Map<String, Object> properties = new HashMap<>();
    message.forEachProperty(properties::put);
    return properties;
  }

  private static CloudEvent read(Request request) {
    return HttpMessageFactory.createReaderFromMultimap(request.headers(), request.body()).toEvent();
  }

  /** The library knows AMQP's older prefix only, which JMS does not allow. */
  private static CloudEvent read(Message<byte[]> message) throws Exception {
    Map<String, Object> properties = new HashMap<>();
    properties(message)
        .forEach((name, value) -> properties.put(name.replace("Events_", "Events:"), value));
    return ProtonAmqpMessageFactory.createReader(
            message.contentType(),
            new ApplicationProperties(properties),
            new Data(new Binary(message.body())))
        .toEvent();
  }

  private static void assertAttributes(CloudEvent event, String id, String type) {
    assertThat(event.getId()).isEqualTo(id);
    assertThat(event.getSource()).isEqualTo(URI.create("/webhooks/groq"));
    assertThat(event.getType()).isEqualTo(type);
    assertThat(event.getTime()).hasToString("2023-11-14T22:13:20Z");
    assertThat(event.getSubject()).isNull();
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getExtensionNames()).isEmpty();
  }

  private static void assertBinary(CloudEvent event, String id) {
    assertAttributes(event, id, "resource.created");
    assertThat(Objects.requireNonNull(event.getData()).toBytes())
        .isEqualTo(body(ID + 1, "resource.created"));
  }

  private static void assertStructured(CloudEvent event, byte[] document) {
    assertAttributes(event, ID + 2, "resource.updated");
    assertThat(document)
        .asString(StandardCharsets.UTF_8)
        .endsWith(
            "\"data\":"
                + new String(body(ID + 2, "resource.updated"), StandardCharsets.UTF_8)
                + "}");
  }

  @Test
  void officialLibrariesReadWhatIsSent() throws Exception {
    try (ReceiverProcess receiver = receiver()) {
      assertThat(receiver.sender().deliver(body(ID + 1, "resource.created")).status())
          .isEqualTo(200);
      assertBinaryEvents();

      assertThat(receiver.sender().deliver(body(ID + 2, "resource.updated")).status())
          .isEqualTo(200);
      assertStructuredEvents();

      assertThat(receiver.errorLines()).isEmpty();
    }
  }

  private void assertBinaryEvents() throws Exception {
    Request request = request();
    String encoded = read(request).getId();
    assertBinary(read(request), encoded);
    // The library leaves this to its user.
    assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(ID + 1);
    assertThat(request.headers().keySet())
        .noneMatch(name -> name.startsWith("Webhook") || name.contains("_"));

    ConsumerRecord<byte[], byte[]> record = record(0);
    assertBinary(KafkaMessageFactory.createReader(record).toEvent(), ID + 1);
    assertThat(StreamSupport.stream(record.headers().spliterator(), false).map(Header::key))
        .filteredOn(name -> !name.startsWith("Webhook"))
        .containsExactlyInAnyOrder(
            "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type");

    Message<byte[]> message = message();
    assertBinary(read(message), ID + 1);
    assertThat(properties(message).keySet())
        // The broker counts deliveries.
        .filteredOn(name -> !name.startsWith("Webhook") && !name.equals("JMSXDeliveryCount"))
        .containsExactlyInAnyOrder(
            "cloudEvents_specversion",
            "cloudEvents_id",
            "cloudEvents_source",
            "cloudEvents_type",
            "cloudEvents_time",
            "content_HYPHEN_type");
  }

  private void assertStructuredEvents() throws Exception {
    Request request = request();
    assertStructured(read(request), request.body());

    ConsumerRecord<byte[], byte[]> record = record(1);
    assertStructured(KafkaMessageFactory.createReader(record).toEvent(), record.value());

    Message<byte[]> message = message();
    assertStructured(read(message), message.body());
  }
}
