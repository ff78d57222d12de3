package io.groqwebhooks.sending;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to a receiver where everybody does, so that nothing bypasses verification, claims
 * or metrics. Safe for use by several threads.
 */
public final class FrontDoor {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

  private final @Nullable Supplier<Set<Certificate>> certificates;

  /** Made for the first event that is sent: it takes a while. */
  private @Nullable HttpClient client;

  /** To receivers whose certificates Java trusts. */
  public FrontDoor() {
    this.certificates = null;
  }

  /**
   * To one receiver.
   *
   * @param certificates those that it has, asked for each connection: they alone are trusted, for
   *     whatever name they are
   */
  public FrontDoor(Supplier<Set<Certificate>> certificates) {
    this.certificates = certificates;
  }

  /**
   * Sends a request.
   *
   * @throws IOException if there is no answer; its message is for a person
   */
  public HttpResponse<String> send(URI url, TestSender.Signed signed)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER_TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofByteArray(signed.body()));
    signed.headers().forEach(request::header);
    try {
      return client().send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(explain(url, e), e);
    }
  }

  /** Whether the receiver has taken it. */
  public static boolean isAccepted(HttpResponse<?> response) {
    return response.statusCode() / 100 == 2;
  }

  private synchronized HttpClient client() {
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT_TIMEOUT);
      if (certificates != null) {
        builder.sslContext(KnownCertificates.connections(certificates));
      }
      client = builder.build();
    }
    return client;
  }

  private static String explain(URI url, IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "Not sent: no address is known for the host " + url.getHost();
      }
    }
    if (e instanceof ConnectException) {
      return "Not sent: no connection to "
          + url
          + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")")
          + "; does the receiver run there?";
    }
    if (e instanceof HttpTimeoutException) {
      return "No answer from " + url + " in time";
    }
    return "No answer from " + url + " (" + (e.getMessage() == null ? e : e.getMessage()) + ")";
  }
}
