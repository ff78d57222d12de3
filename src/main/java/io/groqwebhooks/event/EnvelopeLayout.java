package io.groqwebhooks.event;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a sender puts the envelope of an event. Of several places the first counts that holds
 * something.
 *
 * @param id where the id is
 * @param type where the type is
 * @param created where the time of creation is, in Unix seconds or ISO 8601; none if the sender
 *     does not say
 * @param subject where it says what the event is about; none if the sender does not say
 */
public record EnvelopeLayout(
    List<Place> id, List<Place> type, List<Place> created, List<Place> subject) {

  /** {@code id}, {@code type} and {@code created} at the top of the body, as Groq has them. */
  public static final EnvelopeLayout TOP_LEVEL =
      new EnvelopeLayout(
          List.of(Place.field("id")),
          List.of(Place.field("type")),
          List.of(Place.field("created")));

  /**
   * @throws IllegalArgumentException if there is no place for id or type
   */
  public EnvelopeLayout {
    id = List.copyOf(id);
    type = List.copyOf(type);
    created = List.copyOf(created);
    subject = List.copyOf(subject);
    if (id.isEmpty() || type.isEmpty()) {
      throw new IllegalArgumentException("An event has an id and a type");
    }
  }

  /** One whose events have no subject. */
  public EnvelopeLayout(List<Place> id, List<Place> type, List<Place> created) {
    this(id, type, created, List.of());
  }

  /** The names of fields that are looked at in what is around one of several events. */
  public Set<String> outerFields() {
    return outerFields(subject).collect(Collectors.toUnmodifiableSet());
  }

  /** The names of such fields among the places. */
  public static Stream<String> outerFields(List<Place> places) {
    return places.stream()
        .flatMap(
            place ->
                place instanceof Place.Joined joined ? joined.places().stream() : Stream.of(place))
        .filter(Place.Outer.class::isInstance)
        .map(place -> ((Place.Outer) place).name());
  }

  /** The headers of a request that are looked at. */
  public List<String> headers() {
    return Stream.of(id, type, created, subject)
        .flatMap(List::stream)
        .flatMap(place -> place.headers().stream())
        .distinct()
        .toList();
  }
}
