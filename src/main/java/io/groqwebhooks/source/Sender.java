package io.groqwebhooks.source;

import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignatureScheme;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a kind of sender: how it signs, and where it puts the envelope. A sender is a
 * file, or what a source's settings say; see {@link SenderFiles}. Immutable.
 *
 * @param scheme how it signs; has the sender's name
 * @param tolerance how far a timestamp may be off
 * @param body what its bodies are
 * @param layout where the envelope is
 * @param handshake the request by which it makes sure of the receiver, or null if it sends none
 */
public record Sender(
    SignatureScheme scheme,
    Duration tolerance,
    BodyLayout body,
    EnvelopeLayout layout,
    @Nullable Handshake handshake) {

  /**
   * A sender whose file is in the jar.
   *
   * @throws InvalidSettingException if there is none of that name
   */
  public static Sender named(String name) {
    return SenderReader.ofFile(name, SenderFiles.inJar());
  }

  /**
   * The sender that a source's settings describe.
   *
   * @throws InvalidSettingException if they do not tell, or a file or setting cannot be used
   */
  public static Sender of(String source, SourceSettings settings, SenderFiles files) {
    return SenderReader.ofSource(source, settings, files);
  }

  /** The headers in which a request may say what the sender calls it. */
  public List<String> idHeaders() {
    return Stream.concat(
            scheme.headers().stream().map(SignatureHeaders::id).filter(Objects::nonNull),
            layout.id().stream().flatMap(place -> place.headers().stream()))
        .toList();
  }

  /** The sender's name. */
  public String name() {
    return scheme.name();
  }
}
