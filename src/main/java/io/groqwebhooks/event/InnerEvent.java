package io.groqwebhooks.event;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An event that is JSON in the text of a field of other JSON. Immutable and safe for use by several
 * threads.
 */
public final class InnerEvent {

  private final String pointer;
  private final BodyFields fields;

  /** An event in the field to which the JSON pointer leads through objects. */
  public InnerEvent(String pointer) {
    this.pointer = pointer;
    this.fields = new BodyFields(List.of(pointer));
  }

  /**
   * The event's bytes.
   *
   * @throws InvalidEventException if there is no such text
   */
  public byte[] read(byte[] json) throws InvalidEventException {
    String text = fields.read(json).get(pointer);
    if (text == null) {
      throw new InvalidEventException("Field '" + pointer + "' is missing, or no text");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
