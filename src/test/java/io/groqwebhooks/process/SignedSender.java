package io.groqwebhooks.process;

import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.source.Sender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and sends events as Groq does. Safe for use by several threads. */
final class SignedSender {

  /** An answer as it came. */
  record Answer(int status, String body, Map<String, String> headers) {

    static Answer of(HttpResponse<String> response) {
      Map<String, String> headers = new LinkedHashMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
      return new Answer(response.statusCode(), response.body(), headers);
    }

    String header(String name) {
      return headers.get(name);
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI url;
  private final SignatureSigner signer;

  SignedSender(URI url, String secret) {
    this.url = url;
    this.signer = new SignatureSigner(Sender.named("groq").scheme(), Secret.of(secret));
  }

  /** An event's body. */
  static byte[] event(String id, String type) {
    return event(id, type, "{}");
  }

  /** The body of an event with this JSON as its data. */
  static byte[] event(String id, String type, String data) {
    return utf8(
        """
        {"id":"%s","type":"%s","created":1700000000,"data":%s}"""
            .formatted(id, type, data));
  }

  /** The HMAC of the content, by its name in the JDK, such as HmacSHA256. */
  static byte[] hmac(String algorithm, String secret, byte[] content)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(utf8(secret), algorithm));
    return mac.doFinal(content);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The headers of a delivery of this body, signed now. */
  Map<String, String> headers(byte[] body) {
    return headers(body, Instant.now());
  }

  /** The headers of a delivery of this body, signed at this time. */
  Map<String, String> headers(byte[] body, Instant time) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.putAll(signer.sign("", body, time));
    return headers;
  }

  Answer deliver(String id, String type) {
    return deliver(event(id, type));
  }

  Answer deliver(byte[] body) {
    return post(headers(body), body);
  }

  /** Delivers while the caller goes on. */
  CompletableFuture<Answer> begin(String id, String type) {
    byte[] body = event(id, type);
    return client
        .sendAsync(request(headers(body), body), HttpResponse.BodyHandlers.ofString())
        .thenApply(Answer::of);
  }

  Answer post(Map<String, String> headers, byte[] body) {
    return send(request(headers, body));
  }

  private HttpRequest request(Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return request.timeout(Duration.ofSeconds(60)).build();
  }

  Answer send(HttpRequest request) {
    try {
      return Answer.of(client.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
