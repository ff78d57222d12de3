package io.groqwebhooks.forward;

import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.secrets.FollowedSecrets;
import io.groqwebhooks.secrets.SecretFiles;
import io.groqwebhooks.secrets.SecretFilesWatch;
import io.groqwebhooks.sending.TestSender;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.TargetSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.SenderFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * Signs what is sent to a target, with the first of its secrets: the first that its files hold, or
 * else the first that is set. Safe for use by several threads.
 */
final class Signing {

  private final Sender sender;
  private final TargetSettings settings;
  private volatile TestSender current;

  private Signing(Sender sender, TargetSettings settings, Secret secret) {
    this.sender = sender;
    this.settings = settings;
    this.current = signer(sender, settings, secret);
  }

  /**
   * The signing for the target with these settings.
   *
   * @param watch follows the files that hold its secrets
   * @throws InvalidSettingException if one of them cannot be used
   */
  static Signing of(
      String name, TargetSettings settings, SenderFiles files, SecretFilesWatch watch) {
    String prefix = TargetSettings.prefix(name);
    SecretFiles held = SecretFiles.of(prefix + "secret-files", settings.secretFiles());
    if (held == null && settings.secrets().isEmpty()) {
      throw new InvalidSettingException(
          prefix + "secrets is missing, so that the target could not tell who sends",
          "Set it to the secret that the target verifies with, or "
              + prefix
              + "secret-files to a file that holds it.");
    }
    try {
      Sender sender = sender(name, settings, files);
      if (held == null) {
        return new Signing(sender, settings, settings.secrets().get(0));
      }
      FollowedSecrets followed =
          new FollowedSecrets(
              "target " + name,
              held,
              secrets -> secrets.forEach(secret -> signer(sender, settings, secret)));
      Signing signing = new Signing(sender, settings, followed.secrets().get(0).secret());
      followed.follow(watch, now -> signing.use(now.get(0).secret()));
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

  private void use(Secret secret) {
    current = signer(sender, settings, secret);
  }

  /**
   * A signer that is known to sign.
   *
   * @throws IllegalArgumentException if it cannot: some keys only verify, and some senders put
   *     events where only they can
   */
  private static TestSender signer(Sender sender, TargetSettings settings, Secret secret) {
    TestSender signer = new TestSender(sender, secret, settings.address());
    try {
      TestSender.Signed unused =
          sign(
              signer,
              new EventEnvelope("evt_1", "test", null, null),
              "{}".getBytes(StandardCharsets.UTF_8),
              "application/json");
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return signer;
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

  /** Signs an event, now. */
  TestSender.Signed sign(EventEnvelope envelope, byte[] body, String contentType) {
    return sign(current, envelope, body, contentType);
  }

  private static TestSender.Signed sign(
      TestSender signer, EventEnvelope envelope, byte[] body, String contentType) {
    byte[] whole = signer.body(body, envelope.subject());
    return signer.signsForms()
        ? signer.sign(envelope, whole, Instant.now())
        : signer.sign(envelope, whole, contentType, Instant.now());
  }
}
