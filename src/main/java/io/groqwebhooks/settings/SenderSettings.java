package io.groqwebhooks.settings;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of senders' files. All but the first five can be said of a source, too, under
 * {@code webhooks.sources.<name>}, and counts there before what the sender's file says. Immutable.
 *
 * @param title the sender's usual name
 * @param documentation the address of the sender's own documentation
 * @param confidence how sure the file is: {@code verified} by the sender's library or test vectors,
 *     {@code documented} by the sender, or {@code reported} by others
 * @param secretIs what the secret is, in words, where it is no key
 * @param basedOn another sender, whose file says what this one does not
 * @param tolerance how far a timestamp may be off
 * @param signature how it signs
 * @param timestamp where the time of signing is
 * @param body what the body is
 * @param event where the envelope is
 * @param handshake how it makes sure of the receiver
 * @param answer the answer that it insists on
 */
public record SenderSettings(
    @Nullable String title,
    @Nullable String documentation,
    @Nullable String confidence,
    @Nullable String secretIs,
    @Nullable String basedOn,
    @Nullable String tolerance,
    SignatureSettings signature,
    TimestampSettings timestamp,
    BodySettings body,
    EventSettings event,
    HandshakeSettings handshake,
    AnswerSettings answer) {

  private static final String ROOT = "sender";

  private static final Set<String> NAMES =
      SettingsReader.names(ROOT, SenderSettings.class).stream()
          .map(name -> name.substring(ROOT.length() + 1))
          .collect(Collectors.toUnmodifiableSet());

  /** The names of the vocabulary, such as {@code signature.header}. */
  public static Set<String> names() {
    return NAMES;
  }

  /** What is said of a source itself, by the names of the vocabulary. */
  public static Map<String, String> saidOf(SourceSettings source) {
    Map<String, String> said = new TreeMap<>();
    if (source.tolerance() != null) {
      said.put("tolerance", source.tolerance().toString());
    }
    SettingsReader.putTexts(said, "signature", source.signature());
    SettingsReader.putTexts(said, "timestamp", source.timestamp());
    SettingsReader.putTexts(said, "body", source.body());
    SettingsReader.putTexts(said, "event", source.event());
    SettingsReader.putTexts(said, "handshake", source.handshake());
    SettingsReader.putTexts(said, "answer", source.answer());
    return said;
  }

  /** What is said of a source by the names from before there was one vocabulary. */
  public static Map<String, String> hmac(HmacSettings hmac) {
    Map<String, String> said = new TreeMap<>();
    SettingsReader.putTexts(said, "hmac", hmac);
    return said;
  }
}
