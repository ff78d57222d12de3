package com.example.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The running application, and the sender of its events. */
record Shop(ConfigurableApplicationContext context) implements AutoCloseable {

  static final String SECRET = "whsec_one";
  static final String ONE_SETTING = "--webhooks.sources.groq.secrets=" + SECRET;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static Shop start(String... arguments) {
    return new Shop(
        new SpringApplicationBuilder(ShopApplication.class)
            .properties("server.port=0")
            .run(arguments));
  }

  /** Where done events are remembered, for this start alone. */
  static String claims(Path folder) {
    return "--webhooks.claims.file=" + folder.resolve("claims");
  }

  static String event(String id, String type) {
    return "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"data\":{}}";
  }

  static String newId() {
    return "evt_" + UUID.randomUUID();
  }

  WebhookRoutes webhooks() {
    return context.getBean(WebhookRoutes.class);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> deliver(String body) throws Exception {
    return deliver("/webhooks/groq", body, SECRET);
  }

  HttpResponse<String> deliver(String path, String body, String secret, String... headers)
      throws Exception {
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(
        request
            .header("Content-Type", "application/json")
            .header("x-groq-timestamp", timestamp)
            .header("x-groq-signature", sign(timestamp + "." + body, secret))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create(
            "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path));
  }

  private static String sign(String content, String secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    context.close();
  }
}
