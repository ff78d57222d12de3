package io.groqwebhooks.faststart;

import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.EnvelopeWriter;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.receiver.Receiver;
import io.groqwebhooks.routes.RoutesFolder;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureSigner;
import io.groqwebhooks.source.Sender;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.FileSystemUtils;

/**
 * Runs the receiver on events of its own, so that the JVM can record what it loads and compiles for
 * later starts: into an AOT cache ({@code -XX:AOTCacheOutput}, Java 25) or a CDS archive ({@code
 * -XX:ArchiveClassesAtExit}).
 *
 * <p>It keeps claims in a file and takes nothing from its surroundings: neither routes nor settings
 * of the working directory, and of the environment neither {@code REDIS_URL} nor a secret.
 */
public final class Training {

  /** Enough for the compiler to know what matters. */
  private static final int EVENTS = 2_000;

  private static final EnvelopeWriter WRITER = new EnvelopeWriter(EnvelopeLayout.TOP_LEVEL);
  private static final String DATA = "{\"name\":\"" + "x".repeat(700) + "\"}";

  private final SignatureSigner signer;
  private final List<String> settings;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Training(Path folder) {
    String secret = new BigInteger(160, new SecureRandom()).toString(36);
    signer = new SignatureSigner(Sender.named("groq").scheme(), Secret.of(secret));
    settings =
        List.of(
            "--spring.config.location=optional:classpath:/no-settings-but-defaults/",
            "--spring.profiles.active=",
            "--camel.main.routes-include-pattern="
                + RoutesFolder.insideTheJar(new PathMatchingResourcePatternResolver()),
            "--server.address=127.0.0.1",
            "--server.port=0",
            "--management.server.address=127.0.0.1",
            "--management.server.port=0",
            "--groq.dispatch=direct:groq-events",
            "--webhooks.sources.groq.secrets=" + secret,
            "--REDIS_URL=",
            "--webhooks.claims.file=" + folder.resolve("claims"));
  }

  /**
   * Runs it.
   *
   * @return the number of events that were handled
   * @throws IllegalStateException if the receiver did not accept one
   */
  public static int run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("groq-webhooks-training");
    try {
      new Training(folder).handleEvents();
      return EVENTS;
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  private void handleEvents() throws IOException, InterruptedException {
    try (ServletWebServerApplicationContext receiver =
        (ServletWebServerApplicationContext) Receiver.start(settings.toArray(String[]::new))) {
      URI url =
          URI.create("http://127.0.0.1:" + receiver.getWebServer().getPort() + "/webhooks/groq");
      for (int i = 0; i < EVENTS; i++) {
        send(url, "training-" + i);
      }
    }
  }

  private void send(URI url, String id) throws IOException, InterruptedException {
    byte[] body = WRITER.body(new EventEnvelope(id, "resource.created", Instant.now()), DATA);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (Map.Entry<String, String> header : signer.sign("", body, Instant.now()).entrySet()) {
      request.header(header.getKey(), header.getValue());
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "The receiver answered " + answer.statusCode() + " " + answer.body());
    }
  }
}
