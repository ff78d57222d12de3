package com.example.host;

import static com.example.host.Host.SOURCE;
import static com.example.host.Host.claims;
import static com.example.host.Host.event;
import static com.example.host.Host.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActuatorTest {

  @TempDir Path folder;

  @Test
  void itTellsOfClaimsAndDeliveries() throws Exception {
    try (Host host =
        Host.start(
            SOURCE,
            claims(folder),
            "--management.endpoints.web.exposure.include=health,metrics",
            "--management.endpoint.health.group.readiness.include=webhookClaims",
            "--management.endpoint.health.group.liveness.include=webhookTasks")) {
      assertThat(host.deliver(event(newId())).statusCode()).isEqualTo(200);
      assertThat(host.get("/actuator/health").body())
          .contains("\"webhookClaims\":{\"", "\"store\":\"local file ", "\"webhookTasks\":{\"");
      assertThat(host.get("/actuator/health/readiness").body()).contains("\"status\":\"UP\"");
      assertThat(host.get("/actuator/health/liveness").body()).contains("\"status\":\"UP\"");
      assertThat(host.get("/actuator/metrics/webhooks.deliveries").body())
          .contains("\"accepted\"", "\"groq\"");
      assertThat(host.get("/actuator/metrics/webhooks.claims.in.flight").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aPortOfItsOwnKeepsTheReceiversConsoleOut() throws Exception {
    try (Host host =
        Host.start(
            SOURCE,
            claims(folder),
            "--management.server.port=0",
            "--management.endpoints.web.exposure.include=health")) {
      assertThat(host.deliver(event(newId())).statusCode()).isEqualTo(200);
      assertThat(host.get("/actuator/health").statusCode()).isEqualTo(404);
    }
  }
}
