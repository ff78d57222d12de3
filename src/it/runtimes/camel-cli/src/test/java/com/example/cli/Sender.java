package com.example.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends events to a port of this machine, as Groq does. */
record Sender(int port) {

  static final String SECRET = "whsec_of_the_cli";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static String newId() {
    return "evt_" + UUID.randomUUID();
  }

  HttpResponse<String> deliver(String id) throws Exception {
    return deliver(id, SECRET);
  }

  HttpResponse<String> deliver(String id, String secret) throws Exception {
    String body = "{\"id\":\"" + id + "\",\"type\":\"resource.created\",\"data\":{}}";
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/webhooks/groq"))
            .header("Content-Type", "application/json")
            .header("x-groq-timestamp", timestamp)
            .header("x-groq-signature", HexFormat.of().formatHex(signature))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Whether somebody examines what is sent; what this sends is refused. */
  boolean isReceived() throws Exception {
    try {
      return deliver(newId(), "whsec_other").statusCode() == 401;
    } catch (IOException e) {
      return false;
    }
  }

  /** A genuine event is handled, the same one is a duplicate, and a forged one is refused. */
  void assertReceived(Program program) throws Exception {
    String id = newId();
    String forged = newId();
    assertThat(deliver(id).body()).as(program::log).isEqualTo("{\"received\":true}");
    assertThat(deliver(id).body()).isEqualTo("{\"received\":true,\"duplicate\":true}");
    HttpResponse<String> refused = deliver(forged, "whsec_other");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).isEqualTo("{\"error\":\"Invalid signature\"}");
    assertThat(program.log())
        .containsOnlyOnce("Received resource.created: " + id)
        .doesNotContain(forged, SECRET);
  }
}
