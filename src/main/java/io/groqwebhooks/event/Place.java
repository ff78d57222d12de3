package io.groqwebhooks.event;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  /**
   * Several places, none of which is enough by itself.
   *
   * @param separator what stands between their texts
   */
  record Joined(List<Place> places, String separator) implements Place {

    /** Copies the places. */
    public Joined {
      places = List.copyOf(places);
    }

    @Override
    public String toString() {
      return places.stream().map(Place::toString).collect(Collectors.joining(" with "));
    }
  }

  /** A word that is the same for all events, because the sender tells none apart. */
  record Constant(String text) implements Place {

    @Override
    public String toString() {
      return "The word '" + text + "'";
    }
  }

  /** A claim of the token that signs the request. */
  record Claim(String name) implements Place {

    @Override
    public String toString() {
      return "Claim '" + name + "'";
    }
  }

  /** A field of what is around one of several events of a delivery; the nearest counts. */
  record Outer(String name) implements Place {

    @Override
    public String toString() {
      return "Field '" + name + "' around the event";
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

  /**
   * An id that is made for each delivery, for a sender whose content is the same again and again
   * and means something new each time. A delivery that comes again is handled again.
   */
  record Unique() implements Place {

    @Override
    public String toString() {
      return "The delivery's own id";
    }
  }

  /** The names of the headers that it takes; none if it takes none. */
  default List<String> headers() {
    if (this instanceof Header header) {
      return List.of(header.name());
    }
    return this instanceof Joined joined
        ? joined.places().stream().flatMap(place -> place.headers().stream()).toList()
        : List.of();
  }

  /** What {@link #parse} reads, for messages. */
  String SYNTAX =
      "a JSON pointer such as /data/id, a header such as header:X-Event-Id, a word such as"
          + " text:event, a token's claim such as claim:jti, a field around the event such as outer:/account, signed-id, unique or digest (several joined by \" + \", alternatives by commas)";

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
   * Reads places as settings name them: alternatives with commas between, each of which may be
   * several places joined by {@code " + "}.
   *
   * @param separator what stands between the texts of places that are joined
   * @param integers whether an integer does where a field is expected to hold a text
   * @throws IllegalArgumentException if one is no place
   */
  static List<Place> parse(String text, String separator, boolean integers) {
    return Pattern.compile(",")
        .splitAsStream(text)
        .map(alternative -> alternative(alternative, separator, integers))
        .toList();
  }

  private static Place alternative(String text, String separator, boolean integers) {
    List<Place> places =
        Pattern.compile(" \\+ ")
            .splitAsStream(text)
            .map(place -> parse(place.strip(), integers))
            .toList();
    return places.size() == 1 ? places.get(0) : new Joined(places, separator);
  }

  /**
   * Reads a place: a JSON pointer (RFC 6901) through objects, {@code header:<name>}, {@code
   * text:<word>}, {@code claim:<name>}, {@code outer:/<name>}, {@code signed-id}, {@code unique} or
   * {@code digest}.
   */
  private static Place parse(String text, boolean integers) {
    if (text.equals("digest")) {
      return new ContentDigest();
    }
    if (text.equals("unique")) {
      return new Unique();
    }
    if (text.equals("signed-id")) {
      return new SignedId();
    }
    if (text.startsWith("text:") && text.length() > 5) {
      return new Constant(text.substring(5));
    }
    if (text.startsWith("header:") && HEADER_NAME.matcher(text.substring(7)).matches()) {
      return new Header(text.substring(7));
    }
    if (text.startsWith("outer:/") && text.length() > 7 && text.indexOf('/', 7) < 0) {
      return new Outer(names(text.substring(6)).get(0));
    }
    if (text.startsWith("claim:") && text.length() > 6) {
      return new Claim(text.substring(6));
    }
    if (text.startsWith("/") && text.length() > 1) {
      return new Field(names(text), integers);
    }
    throw new IllegalArgumentException("not " + SYNTAX);
  }

  /** The names in a JSON pointer. */
  static List<String> names(String pointer) {
    return Pattern.compile("/")
        .splitAsStream(pointer.substring(1))
        .map(name -> name.replace("~1", "/").replace("~0", "~"))
        .toList();
  }
}
