package io.groqwebhooks.forward;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.secrets.SecretFilesWatch;
import io.groqwebhooks.sending.TestSender;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.TargetSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.source.SenderFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** A system that events are sent to, signed. Safe for use by several threads. */
final class Target implements AutoCloseable {

  private final String name;
  private final Signing signing;
  private final Map<String, Secret> headers;
  private final TargetClient client;
  private final List<TargetListener> listeners;

  private Target(
      String name,
      Signing signing,
      Map<String, Secret> headers,
      TargetClient client,
      List<TargetListener> listeners) {
    this.name = name;
    this.signing = signing;
    this.headers = headers;
    this.client = client;
    this.listeners = listeners;
  }

  /**
   * The target with these settings.
   *
   * @throws InvalidSettingException if one of them cannot be used
   */
  static Target of(
      String name,
      TargetSettings settings,
      SenderFiles files,
      ScheduledExecutorService timer,
      SecretFilesWatch watch,
      List<TargetListener> listeners) {
    return new Target(
        name,
        Signing.of(name, settings, files, watch),
        settings.headers(),
        new TargetClient(name, settings, timer),
        listeners);
  }

  /**
   * Sends an event.
   *
   * @param passedOn headers of the message that go to the target, too
   * @throws IOException if there is no answer in time
   */
  Answer send(EventEnvelope envelope, byte[] body, String contentType, Map<String, String> passedOn)
      throws IOException {
    TestSender.Signed signed = signing.sign(envelope, body, contentType);
    Map<String, String> all = new LinkedHashMap<>(passedOn);
    headers.forEach((header, value) -> all.put(header, value.text()));
    all.putAll(signed.headers());
    long begun = System.nanoTime();
    int status = TargetListener.NO_ANSWER;
    try {
      Answer answer = client.post(all, signed.body());
      status = answer.status();
      return answer;
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      for (TargetListener listener : listeners) {
        listener.sent(name, status, took);
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
