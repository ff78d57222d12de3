package io.groqwebhooks.queue;

import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Queues beside a queue, in which the events of message groups wait, each lane's one after the
 * other. In one queue for all, they could not be overtaken: when the consumer that has a group is
 * busy, Artemis lets all wait that is behind the group's next message. In a lane that is a
 * sixteenth of the groups, and no event without one. Immutable.
 *
 * @param queues the queues that have lanes: those in which sources' events wait to be handled
 */
record Lanes(Set<String> queues) {

  /** Never another: all receivers must agree on it, and on what an older version has left there. */
  static final int COUNT = 16;

  private static final String LANE = ".lane.";

  private static final Pattern DISPATCH =
      Pattern.compile("jms:(?://)?(?:queue:)?/*(?<queue>[^:?]+)(?:\\?.*)?");

  /**
   * The lanes for the sources with these settings.
   *
   * @param resolved puts in what stands for another property
   */
  static Lanes of(WebhookSettings settings, UnaryOperator<String> resolved) {
    return new Lanes(
        settings.sources().values().stream()
            .map(SourceSettings::dispatch)
            .filter(Objects::nonNull)
            .map(resolved)
            .map(DISPATCH::matcher)
            .filter(Matcher::matches)
            .map(dispatch -> dispatch.group("queue"))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** The lane of the queue in which that group waits, or null if it waits in the queue itself. */
  @Nullable String of(String queue, @Nullable String group) {
    if (group == null || !queues.contains(queue)) {
      return null;
    }
    int hash = group.hashCode();
    return name(queue, Math.floorMod(hash ^ (hash >>> 16), COUNT));
  }

  /** The lanes of the queue; none if it has none. */
  List<String> of(String queue) {
    return queues.contains(queue)
        ? IntStream.range(0, COUNT).mapToObj(lane -> name(queue, lane)).toList()
        : List.of();
  }

  /** Whether it is the name of a lane. */
  boolean include(String name) {
    int end = name.lastIndexOf(LANE);
    return end > 0 && queues.contains(name.substring(0, end));
  }

  /** The lanes of all queues. */
  Stream<String> all() {
    return queues.stream().flatMap(queue -> of(queue).stream());
  }

  private static String name(String queue, int lane) {
    return queue + LANE + lane;
  }
}
