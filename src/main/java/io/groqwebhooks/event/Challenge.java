package io.groqwebhooks.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request by which a sender makes sure, before it sends events, that it reaches someone who can
 * verify them: the answer has to show a text that it holds. Immutable and safe for use by several
 * threads.
 *
 * @param typeField the field at the top of the body that tells such a request
 * @param type its value
 * @param textField the field with the text to show
 */
public record Challenge(String typeField, String type, String textField) {

  /**
   * Slack's.
   *
   * @see <a href="https://api.slack.com/events/url_verification">Slack's documentation</a>
   */
  public static final Challenge URL_VERIFICATION =
      new Challenge("type", "url_verification", "challenge");

  private static final int MAX_LENGTH = 1024;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The text to show, or null if the verified body is no such request. */
  public @Nullable String read(byte[] body) {
    try {
      JsonNode request = MAPPER.readTree(body);
      String text = request.path(textField).textValue();
      boolean challenged = type.equals(request.path(typeField).textValue());
      return challenged && text != null && text.length() <= MAX_LENGTH ? text : null;
    } catch (IOException e) {
      return null;
    }
  }
}
