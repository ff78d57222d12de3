package io.groqwebhooks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.event.EventHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.EndpointInject;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisReactiveAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** An application that has the jar and its routes, and a handler of its own in Java. */
@CamelSpringBootTest
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "camel.main.routes-include-pattern=classpath:META-INF/groq-webhooks/routes/*.yaml",
      "webhooks.sources.groq.secrets=whsec_test",
      "groq.dispatch=direct:groq-events",
      "webhooks.retry.delay=1ms",
      "webhooks.retry.max-delay=5ms",
      "webhooks.dead-letter-enabled=true",
      "webhooks.dead-letter=mock:dead-letter"
    })
class JavaHandlerTest {

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      exclude = {
        RedisAutoConfiguration.class,
        RedisReactiveAutoConfiguration.class,
        ArtemisAutoConfiguration.class
      })
  static class Application {

    @Bean
    RouteBuilder handler() {
      return new RouteBuilder() {
        @Override
        public void configure() {
          from("direct:java").routeId("java").to("mock:handler");
          from("direct:cloudevents")
              .transformDataType("webhook:cloudevents")
              .to("mock:cloudevents");
        }
      };
    }
  }

  @TempDir private static Path folder;

  @Autowired private ProducerTemplate producer;

  @EndpointInject("mock:handler")
  private MockEndpoint handler;

  @EndpointInject("mock:dead-letter")
  private MockEndpoint deadLetters;

  @EndpointInject("mock:cloudevents")
  private MockEndpoint cloudEvents;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("webhooks.claims.file", () -> folder.resolve("claims").toString());
  }

  @Test
  void failingHandlerIsRetriedAndItsEventBecomesADeadLetter() throws Exception {
    handler.whenAnyExchangeReceived(
        exchange -> {
          exchange.getMessage().setBody("of the handler");
          exchange.setException(new IOException("down"));
        });
    handler.expectedMessageCount(4);
    deadLetters.expectedMessageCount(1);

    byte[] body =
        "{\"id\":\"evt_1\",\"type\":\"resource.archived\"}".getBytes(StandardCharsets.UTF_8);
    producer.sendBodyAndHeaders(
        "direct:java",
        body,
        Map.of(
            EventHeaders.SOURCE,
            "groq",
            EventHeaders.ID,
            "evt_1",
            EventHeaders.TYPE,
            "resource.archived",
            EventHeaders.RECEIVED_AT,
            Instant.EPOCH.toString()));

    handler.assertIsSatisfied();
    deadLetters.assertIsSatisfied();
    JsonNode deadLetter =
        new ObjectMapper()
            .readTree(
                deadLetters.getExchanges().get(0).getMessage().getMandatoryBody(byte[].class));
    assertThat(deadLetter.path("data_base64").binaryValue()).isEqualTo(body);
    assertThat(deadLetter.path("errormessage").asText()).isEqualTo("down");
    assertThat(deadLetter.path("attempts").asInt()).isEqualTo(4);
  }

  @Test
  void eventBecomesACloudEventInAStepInJava() throws Exception {
    cloudEvents.expectedHeaderReceived("ce-id", "evt%201");
    cloudEvents.expectedHeaderReceived("ce-source", "/webhooks/groq");
    cloudEvents.expectedBodiesReceived("{}");
    producer.sendBodyAndHeaders(
        "direct:cloudevents",
        "{}",
        Map.of(
            EventHeaders.SOURCE, "groq", EventHeaders.ID, "evt 1", EventHeaders.TYPE, "archived"));
    cloudEvents.assertIsSatisfied();
  }
}
