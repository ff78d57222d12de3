package io.groqwebhooks.event;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads single fields out of a body whose sender is not known yet, in one pass and without keeping
 * more of it. Immutable and safe for use by several threads.
 */
public final class BodyFields {

  private final Map<String, Place.Field> fields = new TreeMap<>();
  private final EnvelopeFields reader;

  /**
   * A reader of these fields.
   *
   * @param pointers JSON pointers through objects, such as {@code /signature/token}
   */
  public BodyFields(Collection<String> pointers) {
    for (String pointer : pointers) {
      fields.put(pointer, new Place.Field(Place.names(pointer), true));
    }
    this.reader = new EnvelopeFields(fields.values());
  }

  /**
   * The texts of the fields that are there, by their pointers; none at all of a body that is no
   * valid JSON object, or where one of the fields stands twice or holds neither text nor integer.
   */
  public Map<String, @Nullable String> read(byte[] body) {
    try {
      EnvelopeFields.Values values = reader.read(body);
      Map<String, @Nullable String> texts = new HashMap<>();
      fields.forEach((pointer, field) -> texts.put(pointer, values.get(field)));
      return texts;
    } catch (InvalidEventException e) {
      return Map.of();
    }
  }
}
