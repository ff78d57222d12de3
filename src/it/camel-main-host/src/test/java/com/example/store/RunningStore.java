package com.example.store;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** The running application, and the sender of its events. */
final class RunningStore implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final Store store;
  private final Main main = new Main();
  private final int port = freePort();

  /** Starts it with these settings in addition, each {@code name=value}. */
  RunningStore(Path folder, String... settings) {
    this(new Store(), folder, settings);
  }

  RunningStore(Store store, Path folder, String... settings) {
    this.store = store;
    main.bind("store", store);
    main.addOverrideProperty("camel.server.port", Integer.toString(port));
    main.addOverrideProperty("webhooks.claims.file", folder.resolve("claims").toString());
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      main.addOverrideProperty(setting.substring(0, equals), setting.substring(equals + 1));
    }
    main.start();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String event(String id) {
    return "{\"id\":\"" + id + "\",\"type\":\"store.opened\",\"data\":{}}";
  }

  CamelContext camel() {
    return main.getCamelContext();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return HTTP.send(request, BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> begin(HttpRequest request) {
    return HTTP.sendAsync(request, BodyHandlers.ofString());
  }

  HttpRequest.Builder groq(String body, String secret) throws Exception {
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    return request("/webhooks/groq")
        .header("Content-Type", "application/json")
        .header("x-groq-timestamp", timestamp)
        .header("x-groq-signature", sign(timestamp + "." + body, secret))
        .POST(BodyPublishers.ofString(body));
  }

  HttpRequest.Builder stripe(String body, String secret) throws Exception {
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    return request("/hooks/payments")
        .header("Content-Type", "application/json")
        .header(
            "Stripe-Signature",
            "t=" + timestamp + ",v1=" + sign(timestamp + "." + body, secret))
        .POST(BodyPublishers.ofString(body));
  }

  /** Sends a body of so many pieces of 64 KB without saying its length, and returns the answer. */
  String sendChunked(String path, int pieces) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      byte[] piece = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < pieces; i++) {
        out.write(piece);
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** Sends this, waits, and returns all that comes until the connection is closed. */
  String sendRaw(String text) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static String sign(String content, String secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    main.stop();
  }
}
