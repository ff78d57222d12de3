package com.example.shop;

import static com.example.shop.Shop.ONE_SETTING;
import static com.example.shop.Shop.SECRET;
import static com.example.shop.Shop.claims;
import static com.example.shop.Shop.event;
import static com.example.shop.Shop.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ConsumerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application started in other ways, on its default server. */
class StartTest {

  @TempDir Path folder;

  @Test
  void withoutASourceNothingHappens() throws Exception {
    Path file = folder.resolve("none");
    try (Shop plain = Shop.start("--shop.webhooks=false", claims(file))) {
      assertThat(plain.deliver(event(newId(), "shop.opened")).statusCode()).isEqualTo(404);
      assertThat(plain.get("/api/items/7").statusCode()).isEqualTo(200);
      assertThat(file).doesNotExist();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aRouteWithoutItsSourceIsToldWhichSettingIsMissing() {
    assertThatThrownBy(() -> Shop.start(claims(folder.resolve("other"))).close())
        .rootCause()
        .hasMessageContaining("no webhook source 'groq': set GROQ_WEBHOOK_SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--server.servlet.context-path=/shop",
        "--spring.mvc.servlet.path=/shop",
        "--webhooks.sources.groq.path=/shop/webhooks/groq"
      })
  void theSourceFollowsTheApplicationsPaths(String setting) throws Exception {
    try (Shop moved =
        Shop.start(
            ONE_SETTING,
            setting,
            "--spring.main.lazy-initialization=true",
            claims(folder.resolve("moved")))) {
      String id = newId();
      assertThat(moved.deliver("/shop/webhooks/groq", event(id, "shop.opened"), SECRET).body())
          .isEqualTo("{\"received\":true}");
      assertThat(moved.webhooks().handled).containsExactly(id);
      assertThat(
              moved
                  .deliver("/shop/webhooks/groq", event("x".repeat(1 << 20), "x"), SECRET)
                  .statusCode())
          .isEqualTo(413);
    }
  }

  @Test
  void aSecondSourceInYamlHasItsOwnSecretAndPath() throws Exception {
    try (Shop two =
        Shop.start(
            ONE_SETTING,
            claims(folder.resolve("two")),
            "--camel.main.routes-include-pattern=classpath:shop-routes/*.yaml",
            "--webhooks.sources.partner.scheme=groq",
            "--webhooks.sources.partner.secrets=whsec_two")) {
      String event = event(newId(), "shop.opened");
      assertThat(two.deliver("/webhooks/partner", event, SECRET).statusCode()).isEqualTo(401);
      assertThat(two.deliver("/webhooks/groq", event, "whsec_two").statusCode()).isEqualTo(401);
      assertThat(two.deliver("/webhooks/partner", event, "whsec_two").statusCode()).isEqualTo(200);
      assertThat(
              two.context()
                  .getBean(ConsumerTemplate.class)
                  .receiveBody("seda:partner", 10_000, String.class))
          .isEqualTo(event);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--shop.other=1", "--webhooks.sources.groq.path=/here"})
  void aRouteFromTheSourceNeedsAServerAndNothingElseDoes(String setting) {
    String none = "--spring.main.web-application-type=none";
    try (Shop offline = Shop.start(none, ONE_SETTING, setting, "--shop.webhooks=false")) {
      assertThat(offline.context().isRunning()).isTrue();
    }
    assertThatThrownBy(() -> Shop.start(none, ONE_SETTING, setting).close())
        .rootCause()
        .hasMessageContaining("no servlet web server");
  }

  @Test
  void whatIsHandledWhileTheApplicationStopsIsRemembered() throws Exception {
    String claims = claims(folder.resolve("stopped"));
    String event = event(newId(), "shop.slow");
    Shop stopping = Shop.start(ONE_SETTING, claims, "--server.shutdown=graceful");
    WebhookRoutes webhooks = stopping.webhooks();
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return stopping.deliver(event);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(webhooks.slowBegun.await(20, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);
    webhooks.slowMayEnd.countDown();
    assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    stopped.get(20, TimeUnit.SECONDS);
    try (Shop again = Shop.start(ONE_SETTING, claims)) {
      assertThat(again.deliver(event).body()).contains("\"duplicate\":true");
    }
  }
}
