package com.example.shop;

import static com.example.shop.Shop.ONE_SETTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActuatorTest {

  @TempDir Path folder;

  @Test
  void itsOwnStaysAsItWasAndCountsDeliveries() throws Exception {
    try (Shop shop =
        Shop.start(
            ONE_SETTING,
            Shop.claims(folder),
            "--management.endpoints.web.exposure.include=health,metrics,beans")) {
      HttpResponse<String> health = shop.get("/actuator/health");
      assertThat(health.statusCode()).isEqualTo(200);
      Set<String> components = new HashSet<>();
      JsonNode report = new ObjectMapper().readTree(health.body());
      report.path("components").fieldNames().forEachRemaining(components::add);
      assertThat(components).doesNotContain("redis").contains("diskSpace", "ping");

      shop.deliver(Shop.event(Shop.newId(), "shop.opened"));
      assertThat(shop.get("/actuator/metrics/webhooks.deliveries").body())
          .contains("\"accepted\"", "\"groq\"");
      assertThat(shop.get("/actuator/metrics/webhooks.claims.in.flight").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void gaugesAloneOpenNoClaimsFile() throws Exception {
    Path file = folder.resolve("none");
    try (Shop plain =
        Shop.start(
            "--shop.webhooks=false",
            Shop.claims(file),
            "--management.endpoints.web.exposure.include=*")) {
      assertThat(plain.get("/actuator/metrics/webhooks.claims.in.flight").statusCode())
          .isEqualTo(200);
      assertThat(plain.get("/actuator/health").statusCode()).isEqualTo(200);
      assertThat(plain.get("/actuator/beans").statusCode()).isEqualTo(200);
    }
    assertThat(file).doesNotExist();
  }
}
