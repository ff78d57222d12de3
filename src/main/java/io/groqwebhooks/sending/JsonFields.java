package io.groqwebhooks.sending;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** Sets fields of JSON, for senders that sign within the body. */
final class JsonFields {

  /** Numbers stay as they are written. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonFields() {}

  /**
   * The object with those fields.
   *
   * @param fields texts by JSON pointers
   * @throws IllegalArgumentException if it is no object, or a field cannot be in it
   */
  static byte[] with(byte[] json, Map<String, String> fields) {
    try {
      JsonNode root = MAPPER.readTree(json);
      if (!(root instanceof ObjectNode object)) {
        throw new IllegalArgumentException("the event must be a JSON object");
      }
      fields.forEach(
          (pointer, text) -> {
            JsonPointer path = JsonPointer.compile(pointer);
            object
                .withObject(path.head(), JsonNode.OverwriteMode.NULLS, false)
                .put(path.last().getMatchingProperty(), text);
          });
      return MAPPER.writeValueAsBytes(object);
    } catch (IOException e) {
      throw new IllegalArgumentException("the event is no JSON", e);
    }
  }
}
