package io.groqwebhooks.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the events are, if a delivery holds several: in an array at the root of the body, or behind
 * names, or in arrays within the elements of another array. Immutable and safe for use by several
 * threads.
 *
 * @param path the names that lead to the array; {@code *} stands for each element of an array
 * @param most how many events one delivery may hold
 * @param outerFields the names of fields around the events that are kept for them
 */
public record Batch(List<String> path, int most, Set<String> outerFields) {

  /** What {@link #parse} reads, for messages. */
  public static final String SYNTAX =
      "root, or a JSON pointer to an array such as /events or /entry/*/changes";

  private static final String EACH = "*";

  /** Copies path and names. */
  public Batch {
    path = List.copyOf(path);
    outerFields = Set.copyOf(outerFields);
  }

  /** What is around events: an object, and what that is in. */
  private static final class Around {
    final @Nullable Around outer;
    final Map<String, String> texts = new HashMap<>();

    Around(@Nullable Around outer) {
      this.outer = outer;
    }
  }

  /** One of the events. */
  public static final class Element {
    private final byte[] body;
    private final @Nullable Around around;

    private Element(byte[] body, @Nullable Around around) {
      this.body = body;
      this.around = around;
    }

    /** The event's own bytes, which are not copied. */
    public byte[] body() {
      return body;
    }

    /**
     * The event as a request of its own. Its digest is of the whole delivery, too: what is equal in
     * two deliveries has happened twice, and what comes again with the whole delivery has not.
     */
    public VerifiedRequest in(VerifiedRequest delivery) {
      return new VerifiedRequest() {

        @Override
        public @Nullable String header(String name) {
          return delivery.header(name);
        }

        @Override
        public String signedId() {
          return delivery.signedId();
        }

        @Override
        public @Nullable String claim(String name) {
          return delivery.claim(name);
        }

        @Override
        public @Nullable String outer(String name) {
          return Element.this.outer(name);
        }

        @Override
        public String contentDigest() {
          return digest(delivery.contentDigest(), body);
        }
      };
    }

    /** The field of the nearest object around the event that has it, or null if none has. */
    public @Nullable String outer(String name) {
      for (Around object = around; object != null; object = object.outer) {
        String text = object.texts.get(name);
        if (text != null) {
          return text;
        }
      }
      return null;
    }
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Batch parse(String text, int most, Set<String> outerFields) {
    if (text.equals("root")) {
      return new Batch(List.of(), most, outerFields);
    }
    if (!text.startsWith("/") || text.length() == 1) {
      throw new IllegalArgumentException("not " + SYNTAX);
    }
    return new Batch(Place.names(text), most, outerFields);
  }

  /**
   * The bytes of each event, in order; none if the array is empty or null, or the body is an object
   * without any field. Where the array is the root, a single object is one event.
   *
   * @throws InvalidEventException if the body is no valid JSON, the array is missing, an element is
   *     no object, or there are too many
   */
  public List<Element> read(byte[] body) throws InvalidEventException {
    List<Element> events = new ArrayList<>();
    WholeJson.read(
        body,
        parser -> {
          JsonToken token = parser.nextToken();
          if (path.isEmpty() && token == JsonToken.START_OBJECT) {
            parser.skipChildren();
            events.add(new Element(body, null));
          } else {
            read(parser, token, 0, body, events, null);
          }
        });
    return events;
  }

  private void read(
      JsonParser parser,
      JsonToken token,
      int depth,
      byte[] body,
      List<Element> events,
      @Nullable Around around)
      throws IOException, InvalidEventException {
    if (depth == path.size()) {
      readElements(parser, token, body, events, around);
    } else if (path.get(depth).equals(EACH) && token == JsonToken.START_ARRAY) {
      for (JsonToken each = parser.nextToken();
          each != JsonToken.END_ARRAY;
          each = parser.nextToken()) {
        read(parser, each, depth + 1, body, events, around);
      }
    } else if (token == JsonToken.START_OBJECT) {
      readObject(parser, depth, body, events, new Around(around));
    } else {
      throw new InvalidEventException(this + " is not an array of objects");
    }
  }

  private void readObject(
      JsonParser parser, int depth, byte[] body, List<Element> events, Around around)
      throws IOException, InvalidEventException {
    boolean found = false;
    boolean empty = true;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      empty = false;
      boolean wanted = parser.currentName().equals(path.get(depth));
      JsonToken value = parser.nextToken();
      if (!wanted) {
        if ((value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT)
            && outerFields.contains(parser.currentName())) {
          around.texts.put(parser.currentName(), parser.getText());
        }
        parser.skipChildren();
        continue;
      }
      if (found) {
        throw new InvalidEventException("Field '" + path.get(depth) + "' stands twice");
      }
      found = true;
      read(parser, value, depth + 1, body, events, around);
    }
    // Some senders make sure now and then that somebody is there, by a body that is {}.
    if (!found && !(empty && depth == 0)) {
      throw new InvalidEventException(this + " is missing");
    }
  }

  private void readElements(
      JsonParser parser,
      JsonToken token,
      byte[] body,
      List<Element> events,
      @Nullable Around around)
      throws IOException, InvalidEventException {
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (token != JsonToken.START_ARRAY) {
      throw new InvalidEventException(this + " is not an array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new InvalidEventException(this + " holds what is no object");
      }
      if (events.size() == most) {
        throw new InvalidEventException("The body holds more than " + most + " events");
      }
      int begin = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
      parser.skipChildren();
      int end = Math.toIntExact(parser.currentLocation().getByteOffset());
      events.add(new Element(Arrays.copyOfRange(body, begin, end), around));
    }
  }

  /** The SHA-256 of one event and the digest of the delivery that holds it, in hex. */
  private static String digest(String delivery, byte[] event) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(delivery.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest(event));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /**
   * A body that holds this event alone, for test events and replays.
   *
   * @param subject the text of the fields around it, or null to leave them out
   */
  public byte[] wrap(byte[] event, @Nullable String subject) {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (String name : path) {
      before.append(name.equals(EACH) ? "[" : "{\"" + name + "\":");
      after.insert(0, name.equals(EACH) ? "]" : "}");
    }
    if (subject != null && before.length() > 1 && before.charAt(0) == '{') {
      String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(subject));
      outerFields.forEach(name -> before.insert(1, "\"" + name + "\":\"" + quoted + "\","));
    }
    String text = before + "[" + new String(event, StandardCharsets.UTF_8) + "]" + after;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? "The body" : "Field '" + String.join(".", path) + "'";
  }
}
