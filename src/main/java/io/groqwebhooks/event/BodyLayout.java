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
 */
public record BodyLayout(Set<String> contentTypes, @Nullable FormBody form, @Nullable Batch batch) {

  /** One event as JSON. */
  public static final BodyLayout EVENT = new BodyLayout(Set.of(), null, null);

  /** Copies the content types. */
  public BodyLayout {
    contentTypes = Set.copyOf(contentTypes);
  }

  /** Whether the sender sends that. */
  public boolean accepts(@Nullable String contentType) {
    String mediaType = mediaType(contentType);
    return mediaType.equals("application/json")
        || (mediaType.startsWith("application/") && mediaType.endsWith("+json"))
        || contentTypes.contains(mediaType)
        || isForm(mediaType);
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
