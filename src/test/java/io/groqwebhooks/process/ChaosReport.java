package io.groqwebhooks.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of every event of a chaos run, and whether that is what is promised. */
final class ChaosReport {

  /**
   * How long a receiver may take to confirm an event after its effect, while its claim store
   * answers: a kill in this time excuses that the event is handled again.
   */
  private static final Duration CONFIRMATION = Duration.ofSeconds(1);

  /** How long after an outage of the claim store the receivers may need to find it again. */
  private static final Duration RECONNECTION = Duration.ofSeconds(3);

  /** A receiver that is stopped by SIGSTOP, and goes on later. */
  static final String PAUSED = "paused";

  /** How a fault names its victim, before the receiver's name. */
  static final String RECEIVER = "receiver ";

  private final String title;
  private final List<Provider.Event> events;
  private final List<Provider.Delivery> deliveries;
  private final Evidence evidence;
  private final List<Faults.Fault> faults;
  private final Map<String, Instant> kills;
  private final Duration duration;

  private final Map<String, List<Evidence.Line>> effects = new TreeMap<>();
  private final Set<String> acknowledged = new HashSet<>();
  final List<String> lost = new ArrayList<>();
  final List<String> excusable = new ArrayList<>();
  final List<String> inexcusable = new ArrayList<>();
  private int handledOnce;
  private int handledAndDeadLettered;

  ChaosReport(
      String title,
      List<Provider.Event> events,
      List<Provider.Delivery> deliveries,
      Evidence evidence,
      List<Faults.Fault> faults,
      Map<String, Instant> kills,
      Duration duration) {
    this.title = title;
    this.events = events;
    this.deliveries = deliveries;
    this.evidence = evidence;
    this.faults = faults;
    this.kills = kills;
    this.duration = duration;
    judge();
  }

  private void judge() {
    deliveries.stream()
        .filter(Provider.Delivery::acknowledged)
        .map(Provider.Delivery::eventId)
        .forEach(acknowledged::add);
    for (Evidence.Line line : evidence.lines()) {
      if (line.step().equals("effect")) {
        effects.computeIfAbsent(line.eventId(), id -> new ArrayList<>()).add(line);
      }
    }
    for (String id : new TreeSet<>(events.stream().map(Provider.Event::id).toList())) {
      List<Evidence.Line> own = effects.getOrDefault(id, List.of());
      boolean deadLettered = evidence.deadLetters().contains(id);
      if (own.size() == 1) {
        handledOnce++;
      } else if (own.size() > 1) {
        (isExcused(own) ? excusable : inexcusable).add(id);
      } else if (!deadLettered && acknowledged.contains(id)) {
        lost.add(id);
      }
      if (deadLettered && !own.isEmpty()) {
        handledAndDeadLettered++;
      }
    }
  }

  /** Whether every effect but one has to be put up with. */
  private boolean isExcused(List<Evidence.Line> own) {
    List<Evidence.Line> inOrder =
        own.stream().sorted(Comparator.comparing(Evidence.Line::time)).toList();
    return inOrder.subList(0, inOrder.size() - 1).stream().allMatch(this::wasKilled)
        || own.stream().filter(effect -> !wasPaused(effect)).count() <= 1;
  }

  /** Whether an effect was followed by a kill before its confirmation. */
  private boolean wasKilled(Evidence.Line effect) {
    Instant kill = kills.get(effect.incarnation());
    return kill != null
        && !kill.isBefore(effect.time())
        && timeToConfirm(effect.time(), kill).compareTo(CONFIRMATION) <= 0;
  }

  /** Whether its receiver could not renew its claim between its beginning and its confirmation. */
  private boolean wasPaused(Evidence.Line effect) {
    Instant begun =
        evidence.lines().stream()
            .filter(line -> line.step().equals("begin"))
            .filter(line -> line.eventId().equals(effect.eventId()))
            .filter(line -> line.incarnation().equals(effect.incarnation()))
            .map(Evidence.Line::time)
            .filter(time -> !time.isAfter(effect.time()))
            .max(Comparator.naturalOrder())
            .orElse(effect.time());
    return faults.stream()
        .filter(fault -> fault.kind().equals(PAUSED) && isOf(fault, effect.incarnation()))
        .anyMatch(
            fault ->
                begun.isBefore(fault.ended())
                    && effect.time().plus(CONFIRMATION).isAfter(fault.begun()));
  }

  private static boolean isOf(Faults.Fault fault, String incarnation) {
    return fault.victim().equals(RECEIVER + incarnation.replaceAll("\\d+$", ""));
  }

  /** The part of a time during which the claim store answered. */
  private Duration timeToConfirm(Instant from, Instant to) {
    Duration step = Duration.ofMillis(10);
    Duration total = Duration.ZERO;
    for (Instant at = from; at.isBefore(to); at = at.plus(step)) {
      Instant now = at;
      if (faults.stream().noneMatch(fault -> keepsFromConfirming(fault, now))) {
        total = total.plus(step);
      }
    }
    return total;
  }

  private static boolean keepsFromConfirming(Faults.Fault fault, Instant at) {
    return fault.victim().equals("Redis")
        && !at.isBefore(fault.begun())
        && at.isBefore(fault.ended().plus(RECONNECTION));
  }

  /** How many deliveries came to each answer, or broke. */
  Map<String, Long> outcomes() {
    return outcomes(delivery -> true);
  }

  /** The same of those to one receiver. */
  Map<String, Long> outcomes(Replica receiver) {
    return outcomes(delivery -> delivery.receiver().equals(receiver.name()));
  }

  private Map<String, Long> outcomes(Predicate<Provider.Delivery> which) {
    return deliveries.stream()
        .filter(which)
        .collect(
            Collectors.groupingBy(Provider.Delivery::outcome, TreeMap::new, Collectors.counting()));
  }

  /** The report, for people. */
  String text() {
    Map<String, Long> kinds =
        faults.stream()
            .collect(
                Collectors.groupingBy(
                    fault -> fault.victim().replaceAll("\\d+$", "") + " " + fault.kind(),
                    TreeMap::new,
                    Collectors.counting()));
    StringBuilder text = new StringBuilder(title).append('\n');
    line(text, "events sent", events.stream().map(Provider.Event::id).distinct().count());
    line(text, "deliveries made", deliveries.size() + " " + outcomes());
    line(text, "events acknowledged", acknowledged.size());
    line(
        text,
        "handlers begun",
        evidence.lines().size() - effects.values().stream().mapToInt(List::size).sum());
    line(text, "handled once", handledOnce);
    line(text, "handled more than once", excusable.size() + inexcusable.size());
    line(text, "  killed or paused before confirmation", excusable.size());
    line(text, "  without excuse", inexcusable.size() + " " + some(inexcusable));
    line(text, "dead-lettered", evidence.deadLetters().size());
    line(text, "  and handled by another delivery", handledAndDeadLettered);
    line(text, "lost", lost.size() + " " + some(lost));
    line(text, "faults", faults.size() + " " + kinds);
    line(text, "duration", duration.toSeconds() + " s");
    return text.toString();
  }

  private static String some(List<String> ids) {
    return ids.isEmpty() ? "" : ids.stream().limit(10).toList().toString();
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(String.format("  %-34s %s%n", name, value));
  }

  /** Some of the events that were lost, or handled twice without an excuse. */
  List<String> examples() {
    return Stream.concat(lost.stream().limit(5), inexcusable.stream().limit(10)).toList();
  }

  /** All that is known of one event, in the order of time. */
  String timeline(String id, List<Replica> receivers) {
    Map<Instant, List<String>> moments = new TreeMap<>();
    for (Provider.Delivery delivery : deliveries) {
      if (delivery.eventId().equals(id)) {
        moment(moments, delivery.begun(), "delivery to " + delivery.receiver());
        moment(
            moments,
            delivery.ended(),
            "answer of " + delivery.receiver() + ": " + delivery.outcome());
      }
    }
    if (moments.isEmpty()) {
      return id + " was never delivered\n";
    }
    for (Evidence.Line line : evidence.lines()) {
      if (line.eventId().equals(id)) {
        moment(moments, line.time(), line.step() + " in " + line.incarnation());
      }
    }
    List<Instant> all = new ArrayList<>(moments.keySet());
    Instant first = all.get(0).minusSeconds(5);
    Instant last = all.get(all.size() - 1).plusSeconds(5);
    for (Faults.Fault fault : faults) {
      if (fault.ended().isAfter(first) && fault.begun().isBefore(last)) {
        moment(moments, fault.begun(), "  fault: " + fault.kind() + " of " + fault.victim());
        moment(moments, fault.ended(), "  fault over: " + fault.kind() + " of " + fault.victim());
      }
    }
    kills.forEach(
        (incarnation, time) -> {
          if (time.isAfter(first) && time.isBefore(last)) {
            moment(moments, time, "  killed: " + incarnation);
          }
        });
    StringBuilder text = new StringBuilder("Event ").append(id).append('\n');
    moments.forEach(
        (time, what) ->
            what.forEach(one -> text.append(time).append(' ').append(one).append('\n')));
    for (Replica receiver : receivers) {
      for (String log : receiver.logs()) {
        log.lines()
            .filter(line -> line.contains(id))
            .forEach(
                line ->
                    text.append("  log of ")
                        .append(receiver.name())
                        .append(": ")
                        .append(line)
                        .append('\n'));
      }
    }
    return text.toString();
  }

  private static void moment(Map<Instant, List<String>> moments, Instant time, String what) {
    moments.computeIfAbsent(time, t -> new ArrayList<>()).add(what);
  }
}
