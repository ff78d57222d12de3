package io.groqwebhooks.forward;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.sending.TestSender;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.TargetSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.SenderFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** A system that events are sent to, signed. Safe for use by several threads. */
final class Target implements AutoCloseable {

  private final String name;
  private final TestSender signing;
  private final Map<String, Secret> headers;
  private final TargetClient client;
  private final List<TargetListener> listeners;

  private Target(
      String name,
      TestSender signing,
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
      List<TargetListener> listeners) {
    return new Target(
        name,
        signing(name, settings, files),
        settings.headers(),
        new TargetClient(name, settings, timer),
        listeners);
  }

  private static TestSender signing(String name, TargetSettings settings, SenderFiles files) {
    String prefix = TargetSettings.prefix(name);
    if (settings.secrets().isEmpty()) {
      throw new InvalidSettingException(
          prefix + "secrets is missing, so that the target could not tell who sends",
          "Set it to the secret that the target verifies with.");
    }
    try {
      TestSender signing =
          new TestSender(
              sender(name, settings, files), settings.secrets().get(0), settings.address());
      // Some keys only verify, and some senders put events where only they can.
      sign(
          signing,
          new EventEnvelope("evt_1", "test", null, null),
          "{}".getBytes(StandardCharsets.UTF_8),
          "application/json");
      return signing;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InvalidSettingException(
          "Nothing can be signed for the target '" + name + "': " + e.getMessage(),
          "Set "
              + prefix
              + "secrets to a secret of "
              + prefix
              + "sender, the newest first, or choose another sender.",
          e);
    }
  }

  private static Sender sender(String name, TargetSettings settings, SenderFiles files) {
    if (!files.names().contains(settings.sender())) {
      throw new InvalidSettingException(
          TargetSettings.prefix(name) + "sender: there is no sender '" + settings.sender() + "'",
          "Set it to one that `senders` lists.");
    }
    String source = SourceSettings.prefix(name);
    Map<String, String> said =
        Map.of(
            source + "scheme",
            settings.sender(),
            source + "public-url",
            settings.address().toString());
    return Sender.of(name, new SettingsReader(said::get, said.keySet()).source(name), files);
  }

  private static TestSender.Signed sign(
      TestSender signing, EventEnvelope envelope, byte[] body, String contentType) {
    byte[] whole = signing.body(body, envelope.subject());
    return signing.signsForms()
        ? signing.sign(envelope, whole, Instant.now())
        : signing.sign(envelope, whole, contentType, Instant.now());
  }

  /**
   * Sends an event.
   *
   * @param passedOn headers of the message that go to the target, too
   * @throws IOException if there is no answer in time
   */
  Answer send(EventEnvelope envelope, byte[] body, String contentType, Map<String, String> passedOn)
      throws IOException {
    TestSender.Signed signed = sign(signing, envelope, body, contentType);
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
