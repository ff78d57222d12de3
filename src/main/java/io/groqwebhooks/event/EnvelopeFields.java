package io.groqwebhooks.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that a layout names out of a body, in one pass that also proves that the whole
 * body is one valid JSON object in UTF-8 of bounded depth. Immutable and safe for use by several
 * threads.
 */
final class EnvelopeFields {

  /** A field on the way to wanted ones, or a wanted one. */
  private static final class Node {
    final Map<String, Node> children = new HashMap<>();
    final int number;
    Place.@Nullable Field field;

    /** Whether null is as good as nothing, because there is another place. */
    boolean nullable;

    /** Whether any value will do, because nothing depends on it. */
    boolean optional;

    Node(int number) {
      this.number = number;
    }
  }

  private final Node root = new Node(0);
  private final Map<Place.Field, Integer> numbers = new HashMap<>();
  private int nodes = 1;

  EnvelopeFields(EnvelopeLayout layout) {
    add(layout.created(), true);
    add(layout.subject(), true);
    add(layout.id(), false);
    add(layout.type(), false);
  }

  /** A reader of fields that may be missing, but stand once. */
  EnvelopeFields(Collection<Place.Field> wanted) {
    wanted.forEach(field -> add(field, false, true));
  }

  private void add(List<Place> places, boolean optional) {
    for (Place place : places) {
      if (place instanceof Place.Joined joined) {
        add(joined.places(), optional);
      } else if (place instanceof Place.Field field) {
        add(field, optional, places.size() > 1);
      }
    }
  }

  private void add(Place.Field field, boolean optional, boolean nullable) {
    Node node = root;
    for (String name : field.path()) {
      node = node.children.computeIfAbsent(name, added -> new Node(nodes++));
    }
    node.field = field;
    node.optional = optional;
    node.nullable = nullable;
    numbers.put(field, node.number);
  }

  /** What the fields of one body hold. */
  final class Values {
    private final @Nullable String[] texts = new String[nodes];
    private final boolean[] seen = new boolean[nodes];

    /** The field's text or number; null if it is missing, or no such value and optional. */
    @Nullable String get(Place.Field field) {
      Integer number = numbers.get(field);
      return number == null ? null : texts[number];
    }
  }

  /**
   * Reads the fields.
   *
   * @throws InvalidEventException if the body is no valid JSON object, or a field stands twice or
   *     holds no text
   */
  Values read(byte[] body) throws InvalidEventException {
    Values values = new Values();
    WholeJson.read(
        body,
        parser -> {
          if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidEventException("The body is not a JSON object");
          }
          readObject(parser, root, values);
        });
    return values;
  }

  private static void readObject(JsonParser parser, Node node, Values values)
      throws IOException, InvalidEventException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Node child = node.children.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (child == null) {
        parser.skipChildren();
      } else {
        // Also what is only on the way, and no object: a handler's parser may take the last value.
        if (values.seen[child.number] && !child.optional) {
          throw new InvalidEventException("Field '" + parser.currentName() + "' stands twice");
        }
        values.seen[child.number] = true;
        if (child.field != null) {
          values.texts[child.number] = text(parser, token, child, child.field);
        }
        if (token == JsonToken.START_OBJECT && !child.children.isEmpty()) {
          readObject(parser, child, values);
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  private static @Nullable String text(
      JsonParser parser, JsonToken token, Node node, Place.Field field)
      throws IOException, InvalidEventException {
    if (token == JsonToken.VALUE_STRING
        || (token == JsonToken.VALUE_NUMBER_INT && (field.integers() || node.optional))) {
      return parser.getText();
    }
    if (node.optional || (node.nullable && token == JsonToken.VALUE_NULL)) {
      return null;
    }
    throw new InvalidEventException(field + " is not a string");
  }
}
