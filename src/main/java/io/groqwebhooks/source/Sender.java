package io.groqwebhooks.source;

import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.event.EnvelopeLayout;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.event.InnerEvent;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.signature.SignatureAlgorithm;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignatureScheme;
import io.groqwebhooks.signature.SignedContent;
import io.groqwebhooks.signature.SignedRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
 * @param answer the answer that it insists on, or null if any will do
 * @param onlySigned whether an event is made of those fields of the body only that are signed
 * @param places finds what its signature needs in a request
 */
public record Sender(
    SignatureScheme scheme,
    Duration tolerance,
    BodyLayout body,
    EnvelopeLayout layout,
    @Nullable Handshake handshake,
    @Nullable AcceptedAnswer answer,
    boolean onlySigned,
    RequestPlaces places) {

  /**
   * A sender whose file is in the jar.
   *
   * @throws InvalidSettingException if there is none of that name
   */
  public static Sender named(String name) {
    return named(name, SenderFiles.inJar());
  }

  /**
   * A sender that has a file.
   *
   * @throws InvalidSettingException if there is none of that name, or it cannot be used
   */
  public static Sender named(String name, SenderFiles files) {
    return SenderReader.ofFile(name, files);
  }

  /**
   * The sender that a source's settings describe.
   *
   * @throws InvalidSettingException if they do not tell, or a file or setting cannot be used
   */
  public static Sender of(String source, SourceSettings settings, SenderFiles files) {
    return SenderReader.ofSource(source, settings, files);
  }

  /** Whether whoever has seen one delivery cannot make another body of it. */
  public boolean provesBody() {
    return onlySigned
        || scheme.coversBody()
        // It signs nothing at all, and everybody knows that.
        || scheme.kinds().get(0).algorithm() == SignatureAlgorithm.TOKEN;
  }

  /** Whether the operator has to have a secret or a key of it. */
  public boolean needsSecret() {
    return scheme.remoteKeys() == null || scheme.signedContent().usesSecret();
  }

  /** Whether it signs the address that it posts to. */
  public boolean signsUrl() {
    return scheme.signedContent().usesUrl()
        || scheme.claims().values().stream().anyMatch(SignedContent::usesUrl);
  }

  /** Whether it makes the secret itself, and brings it. */
  public boolean bringsSecret() {
    return handshake != null && handshake.broughtSecret() != null;
  }

  /** Whether it delivers forms, and signs their fields. */
  public boolean signsForms() {
    return scheme.signedContent().places().contains(SignedContent.FORM);
  }

  /** Gives the value at a place that its signature needs, or null if there is none. */
  public Function<String, @Nullable String> values(WebhookRequest request) {
    return places.of(request);
  }

  /**
   * The JSON that holds the event, or several, of a request that is verified.
   *
   * @throws InvalidEventException if there is none where this sender has it
   */
  public byte[] json(WebhookRequest request, SignedRequest signed) throws InvalidEventException {
    byte[] json = request.body();
    FormBody form = body.form();
    if (body.token()) {
      json = signed.tokenPayload();
    } else if (onlySigned) {
      json = signedFields(values(request));
    } else if (form != null && body.isForm(request.header("Content-Type"))) {
      json = form.toJson(json);
    }
    InnerEvent inner = body.inner();
    return inner == null ? json : inner.read(json);
  }

  /**
   * The fields of the body that are signed, as a JSON object.
   *
   * @param values those of the request
   */
  byte[] signedFields(Function<String, @Nullable String> values) {
    Map<String, @Nullable String> fields = new LinkedHashMap<>();
    for (String place : scheme.signedPlaces()) {
      if (SignatureHeaders.isInBody(place)) {
        fields.put(SignatureHeaders.pointer(place).substring(1), values.apply(place));
      }
    }
    return FormBody.json(fields);
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
