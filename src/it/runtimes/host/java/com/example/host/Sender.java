package com.example.host;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends events to a running application. */
abstract class Sender implements AutoCloseable {

  static final String SECRET = "whsec_one";
  static final String PATH = "/webhooks/groq";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The port of this machine on which the application receives. */
  abstract int port();

  static String event(String id) {
    return "{\"id\":\"" + id + "\",\"type\":\"host.opened\",\"data\":{}}";
  }

  static String newId() {
    return "evt_" + UUID.randomUUID();
  }

  /** Gets it as a user who is logged in, where that matters. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return getAs("host", path);
  }

  HttpResponse<String> getAs(String user, String path) throws IOException, InterruptedException {
    String login = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
    return HTTP.send(
        request(path).header("Authorization", "Basic " + login).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> deliver(String body) throws Exception {
    return deliver(PATH, body, SECRET);
  }

  HttpResponse<String> deliver(String path, String body, String secret) throws Exception {
    return deliver(path, body, secret, Instant.now());
  }

  HttpResponse<String> deliver(String path, String body, String secret, Instant signedAt)
      throws Exception {
    String timestamp = Long.toString(signedAt.getEpochSecond());
    return HTTP.send(
        request(path)
            .header("Content-Type", "application/json")
            .header("x-groq-timestamp", timestamp)
            .header("x-groq-signature", sign(timestamp + "." + body, secret))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Opens a connection and sends the head of a delivery with these lines, and nothing yet of its body. */
  Socket begin(String lines) throws IOException {
    Socket socket = new Socket("localhost", port());
    socket.setSoTimeout(30_000);
    send(
        socket,
        "POST "
            + PATH
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + lines
            + "\r\n\r\n");
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** All that comes until the server closes the connection. */
  static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private static String sign(String content, String secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
  }
}
