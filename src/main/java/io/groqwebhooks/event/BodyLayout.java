package io.groqwebhooks.event;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sender's bodies are. Immutable.
 *
 * @param contentTypes content types under which JSON comes besides those of JSON, in lower case
 * @param form how an event is read out of a form, or null if the sender sends none
 * @param batch where the events are, or null if a delivery is one event
 * @param gzip what is signed of a body that is compressed
 * @param inner where the event is the text of a field, or null if the body is the event
 * @param token whether the body is a signed token, whose claims are the event
 */
public record BodyLayout(
    Set<String> contentTypes,
    @Nullable FormBody form,
    @Nullable Batch batch,
    Gzip gzip,
    @Nullable InnerEvent inner,
    boolean token) {

  /** What is signed of a body that is compressed. */
  public enum Gzip {
    /** The sender compresses none. */
    REFUSED,
    /** The compressed bytes are signed. */
    COMPRESSED_IS_SIGNED,
    /** What was compressed is signed. */
    PLAIN_IS_SIGNED
  }

  /** Copies the content types. */
  public BodyLayout {
    contentTypes = Set.copyOf(contentTypes);
  }

  /** Whether the sender sends that. */
  public boolean accepts(@Nullable String contentType) {
    String mediaType = mediaType(contentType);
    // What says nothing of itself is read for what it is, once it is verified.
    return contentType == null
        || mediaType.equals("application/json")
        || (mediaType.startsWith("application/") && mediaType.endsWith("+json"))
        || contentTypes.contains(mediaType)
        || isForm(mediaType);
  }

  /** Whether bodies of that content encoding are decompressed. */
  public boolean decompresses(@Nullable String contentEncoding) {
    return gzip != Gzip.REFUSED && "gzip".equalsIgnoreCase(contentEncoding);
  }

  /** Whether that is a form that an event is read out of. */
  public boolean isForm(@Nullable String contentType) {
    return form != null && mediaType(contentType).equals(FormBody.CONTENT_TYPE);
  }

  private static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
