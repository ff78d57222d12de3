package io.groqwebhooks.event;

import java.util.List;
import java.util.regex.Pattern;

/** Where a part of the envelope is. */
public sealed interface Place {

  /**
   * A field of the body.
   *
   * @param path the names that lead to it through objects
   * @param integers whether an integer does where a text is expected
   */
  record Field(List<String> path, boolean integers) implements Place {

    /** Copies the path. */
    public Field {
      path = List.copyOf(path);
    }

    @Override
    public String toString() {
      return "Field '" + String.join(".", path) + "'";
    }
  }

  /** A header of the request; a signature does not protect it, unless the scheme signs it. */
  record Header(String name) implements Place {

    @Override
    public String toString() {
      return "Header '" + name + "'";
    }
  }

  /** Several headers, joined by a colon, none of which is enough by itself. */
  record Headers(List<String> names) implements Place {

    /** Copies the names. */
    public Headers {
      names = List.copyOf(names);
    }

    @Override
    public String toString() {
      return "Headers '" + String.join("', '", names) + "'";
    }
  }

  /** The id that the scheme signs. */
  record SignedId() implements Place {

    @Override
    public String toString() {
      return "The signed id";
    }
  }

  /**
   * The SHA-256 of what is signed, for a sender who gives events no id: equal content is the same
   * event. If the sender signs the time too, a delivery that is signed anew is another event.
   */
  record ContentDigest() implements Place {

    @Override
    public String toString() {
      return "The digest of the content";
    }
  }

  /** The names of the headers that it takes; none if it takes none. */
  default List<String> headers() {
    if (this instanceof Header header) {
      return List.of(header.name());
    }
    return this instanceof Headers headers ? headers.names() : List.of();
  }

  /** What {@link #parse} reads, for messages. */
  String SYNTAX = "a JSON pointer such as /data/id, a header such as header:X-Event-Id, or digest";

  /** The token of a header's name in RFC 9110. */
  Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** A field at the top of the body. */
  static Place field(String... path) {
    return new Field(List.of(path), false);
  }

  /** A header of the request. */
  static Place header(String name) {
    return new Header(name);
  }

  /**
   * Reads a place as settings name it: a JSON pointer (RFC 6901) through objects, {@code
   * header:<name>}, or {@code digest}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Place parse(String text) {
    if (text.equals("digest")) {
      return new ContentDigest();
    }
    if (text.startsWith("header:") && HEADER_NAME.matcher(text.substring(7)).matches()) {
      return new Header(text.substring(7));
    }
    if (text.startsWith("/") && text.length() > 1) {
      List<String> path =
          Pattern.compile("/")
              .splitAsStream(text.substring(1))
              .map(name -> name.replace("~1", "/").replace("~0", "~"))
              .toList();
      return new Field(path, true);
    }
    throw new IllegalArgumentException("not " + SYNTAX);
  }
}
