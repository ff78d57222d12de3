package io.groqwebhooks.event;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bodies that a client may send: either refused, or an event that other readers of the same bytes
 * see too. Runs on the recorded inputs; with {@code JAZZER_FUZZ=1} it looks for further ones, and
 * with {@code -Djazzer.instrument=io.groqwebhooks.**,com.fasterxml.jackson.core.**} it sees the
 * parser's branches too.
 */
class EnvelopeFuzzTest {

  private static final ObjectMapper TREES =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final EnvelopeReader reader = new EnvelopeReader(EnvelopeLayout.TOP_LEVEL);

  @FuzzTest
  void body(byte[] body) throws IOException {
    EventEnvelope envelope;
    try {
      envelope = reader.read(body, NoHeaders.INSTANCE);
    } catch (InvalidEventException e) {
      return;
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    for (JsonNode tree : trees(body, text)) {
      if (!envelope.id().equals(tree.path("id").textValue())
          || !envelope.type().equals(tree.path("type").textValue())) {
        throw new AssertionError(envelope + " is not the event that others read");
      }
    }
    if (envelope.id().chars().anyMatch(Character::isISOControl)
        || envelope.type().chars().anyMatch(Character::isISOControl)) {
      throw new AssertionError("A control character passed");
    }
  }

  private static List<JsonNode> trees(byte[] body, String text) throws IOException {
    try {
      return List.of(TREES.readTree(body), TREES.readTree(text));
    } catch (StreamConstraintsException e) {
      // A tree has to make numbers of what the envelope only skips, and bounds their digits.
      return List.of();
    }
  }
}
