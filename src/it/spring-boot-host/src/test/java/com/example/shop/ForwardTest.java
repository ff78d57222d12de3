package com.example.shop;

import static com.example.shop.Shop.ONE_SETTING;
import static com.example.shop.Shop.SECRET;
import static com.example.shop.Shop.claims;
import static com.example.shop.Shop.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are sent on, signed, by routes in Java. */
class ForwardTest {

  private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir Path folder;

  private record Request(Headers headers, String body) {

    /** As standardwebhooks.com says. */
    String expectedSignature() throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
      String signed =
          headers.getFirst("webhook-id") + "." + headers.getFirst("webhook-timestamp") + "." + body;
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** A system that takes what comes. */
  private static HttpServer system(int port, BlockingQueue<Request> requests) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              new Request(
                  exchange.getRequestHeaders(),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String target(String name, int port) {
    return "--webhooks.targets." + name + ".url=http://localhost:" + port + "/events";
  }

  private static void assertSigned(Request request, String id, String event) throws Exception {
    assertThat(request.headers().getFirst("webhook-id")).isEqualTo(id);
    assertThat(request.headers().getFirst("webhook-signature"))
        .isEqualTo(request.expectedSignature());
    assertThat(request.body()).isEqualTo(event);
  }

  @Test
  void eachTargetGetsTheEventAndOneThatIsDownDelaysNoOther() throws Exception {
    BlockingQueue<Request> archived = new LinkedBlockingQueue<>();
    BlockingQueue<Request> billed = new LinkedBlockingQueue<>();
    HttpServer archive = system(0, archived);
    int portOfBilling = freePort();
    try (Shop shop =
        Shop.start(
            ONE_SETTING,
            claims(folder),
            "--webhooks.sources.orders.scheme=groq",
            "--webhooks.sources.orders.secrets=" + SECRET,
            "--webhooks.sources.orders.event.subject=/order",
            target("billing", portOfBilling),
            target("archive", archive.getAddress().getPort()),
            "--webhooks.targets.billing.secrets=whsec_" + KEY,
            "--webhooks.targets.archive.secrets=whsec_" + KEY)) {
      String id = newId();
      String event = "{\"id\":\"" + id + "\", \"type\":\"order.paid\", \"order\":\"o_7\"}";
      assertThat(shop.deliver("/webhooks/orders", event, SECRET).statusCode()).isEqualTo(200);

      Request cloudEvent = archived.poll(20, TimeUnit.SECONDS);
      assertSigned(cloudEvent, id, event);
      assertThat(cloudEvent.headers().getFirst("ce-source")).isEqualTo("/webhooks/orders");
      assertThat(cloudEvent.headers().getFirst("ce-subject")).isEqualTo("o_7");
      assertThat(billed).isEmpty();

      HttpServer billing = system(portOfBilling, billed);
      try {
        Request plain = billed.poll(20, TimeUnit.SECONDS);
        assertSigned(plain, id, event);
        assertThat(plain.headers()).doesNotContainKey("ce-id");
      } finally {
        billing.stop(0);
      }
    } finally {
      archive.stop(0);
    }
  }
}
