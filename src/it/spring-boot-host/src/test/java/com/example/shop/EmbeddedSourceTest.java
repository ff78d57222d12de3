package com.example.shop;

import static com.example.shop.Shop.ONE_SETTING;
import static com.example.shop.Shop.SECRET;
import static com.example.shop.Shop.claims;
import static com.example.shop.Shop.event;
import static com.example.shop.Shop.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.ClassUtils;

class EmbeddedSourceTest {

  @TempDir static Path folder;
  private static Shop shop;

  @BeforeAll
  static void start() {
    shop = Shop.start(ONE_SETTING, claims(folder));
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  private static void assertAnswer(HttpResponse<String> answer, int status, String body) {
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void aSignedEventIsHandledOnce() throws Exception {
    String id = newId();
    assertAnswer(shop.deliver(event(id, "shop.opened")), 200, "{\"received\":true}");
    assertAnswer(
        shop.deliver(event(id, "shop.opened")), 200, "{\"received\":true,\"duplicate\":true}");
    assertThat(shop.webhooks().handled).containsOnlyOnce(id);
  }

  @Test
  void aForgedEventIsRefused() throws Exception {
    String id = newId();
    assertAnswer(
        shop.deliver("/webhooks/groq", event(id, "shop.opened"), "whsec_other"),
        401,
        "{\"error\":\"Invalid signature\"}");
    assertThat(shop.webhooks().handled).doesNotContain(id);
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() throws Exception {
    assertAnswer(
        shop.deliver(event("x".repeat(1 << 20), "shop.opened")),
        413,
        "{\"error\":\"Payload too large\"}");
  }

  @Test
  void theRoutesOwnErrorHandlerTriesAgainAndTheSenderLearnsNoMore() throws Exception {
    assertAnswer(
        shop.deliver(event(newId(), "shop.failing")), 500, "{\"error\":\"Handler failed\"}");
    assertThat(shop.webhooks().failures).hasValue(3);
  }

  @Test
  void theApplicationsOwnRouteFailsAsItDidBefore() {
    int before = ShopRoutes.ATTEMPTS.get();
    Object answer =
        shop.context().getBean(ProducerTemplate.class).requestBody("direct:order", newId());
    assertThat(answer).isEqualTo("the shop's own");
    assertThat(ShopRoutes.ATTEMPTS).hasValue(before + 1);
  }

  @Test
  void theApplicationsOwnPathsAnswerAsTheyDidBefore() throws Exception {
    assertThat(shop.get("/api/items/7").body())
        .isEqualTo("{\"Item\":{\"Id\":\"7\",\"PriceInCents\":\"100\"}}");
    HttpResponse<String> soldOut = shop.get("/api/items/none");
    assertThat(soldOut.statusCode()).isEqualTo(410);
    assertThat(soldOut.body()).contains("\"problem\":\"sold out\"");
    HttpResponse<String> unknown = shop.get("/api/unknown");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body())
        .contains("\"timestamp\":", "\"error\":\"Not Found\"", "\"path\":\"/api/unknown\"");
  }

  @Test
  void theApplicationsOwnFiltersComeFirst() throws Exception {
    // Longer than what arrives together with the headers.
    String event =
        event(newId(), "shop.opened").replace("{}", "\"" + "x".repeat(900_000) + "\"");
    assertThat(shop.deliver("/webhooks/groq", event, SECRET, "X-Blocked", "1").statusCode())
        .isEqualTo(403);
    assertThat(shop.deliver(event).statusCode()).isEqualTo(200);
  }

  @Test
  void whatWasForwardedPastTheIntakeIsRefused() throws Exception {
    String id = newId();
    assertAnswer(
        shop.deliver("/old/groq", event(id, "shop.opened"), SECRET),
        503,
        "{\"error\":\"Not running\"}");
    assertThat(shop.webhooks().handled).doesNotContain(id);
  }

  @Test
  void theApplicationsBeansStayItsOwn() {
    assertThat(shop.context().getBeanNamesForType(ObjectMapper.class))
        .containsExactly("shopMapper");
    assertThat(shop.context().getBeanNamesForType(Executor.class))
        .containsExactly("applicationTaskExecutor");
    assertThat(
            shop.context()
                .getBean(ProducerTemplate.class)
                .getCamelContext()
                .getTypeConverter()
                .convertTo(java.net.URI.class, new ShopApplication.Item("7", 1)))
        .hasToString("urn:item:7");
  }

  @Test
  void theApplicationsOwnDatabaseWorks() throws Exception {
    try (Connection database = DriverManager.getConnection("jdbc:h2:" + folder.resolve("shop"));
        Statement statement = database.createStatement()) {
      statement.execute("create table item(id varchar)");
      statement.execute("insert into item values('7')");
      statement.execute("shutdown compact");
    }
  }

  @Test
  void beansOfTheSourceAreNamedAsSuch() {
    assertThat(shop.context().getBeanDefinitionNames())
        .filteredOn(
            name -> {
              Class<?> type = shop.context().getType(name);
              return type != null && type.getName().startsWith("io.groqwebhooks.");
            })
        .isNotEmpty()
        .allMatch(
            name ->
                name.startsWith("webhook")
                    // Spring's names for auto-configurations.
                    || name.startsWith("io.groqwebhooks.autoconfigure."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory",
        "org.apache.camel.component.jms.JmsComponent",
        "org.apache.camel.component.kafka.KafkaComponent",
        "org.apache.camel.component.micrometer.MicrometerComponent",
        "org.apache.camel.component.redis.RedisComponent",
        "org.apache.camel.jsonpath.JsonPathLanguage",
        "org.apache.camel.language.jq.JqLanguage",
        "org.apache.kafka.clients.producer.KafkaProducer",
        "org.springframework.data.redis.connection.RedisConnectionFactory",
        "io.lettuce.core.RedisClient",
        "io.prometheus.metrics.model.registry.PrometheusRegistry",
        "picocli.CommandLine"
      })
  void noOptionalEngineComesAlong(String engine) {
    assertThat(ClassUtils.isPresent(engine, null)).isFalse();
  }

  @Test
  void onlyTheServerOfThisRunIsThere() {
    assertThat(ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", null))
        .isEqualTo(!Boolean.getBoolean("jetty"));
  }
}
