package io.groqwebhooks.deliveries;

import io.groqwebhooks.intake.DeliveryId;
import io.groqwebhooks.intake.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads the log of deliveries. What is found by a filter is found by an index, and pages go on
 * where the one before has ended, so that the thousandth is as quick as the first. Safe for use by
 * several threads.
 */
public final class DeliveryQueries {

  /** The outcomes of deliveries that were answered 2xx, as SQL has a list. */
  private static final String SUCCESSES =
      Arrays.stream(Outcome.values())
          .filter(outcome -> outcome.status() < 300)
          .map(outcome -> "'" + outcome.label() + "'")
          .collect(Collectors.joining(", "));

  /**
   * Deliveries of one outcome within a span of time.
   *
   * @param begin when the span begins
   * @param outcome what became of them
   * @param count how many there were
   */
  public record Count(Instant begin, String outcome, long count) {}

  /**
   * How long senders waited within a span of time.
   *
   * @param begin when the span begins
   * @param medianMicros for half of the deliveries no longer than that, in microseconds
   * @param p99Micros for 99 % of them no longer than that, in microseconds
   */
  public record Latency(Instant begin, long medianMicros, long p99Micros) {}

  /**
   * How many deliveries a source had, and how many of them were answered as its sender wants it.
   *
   * @param source the source's name
   * @param deliveries all of them
   * @param accepted those that were answered 2xx
   */
  public record Share(String source, long deliveries, long accepted) {}

  private static final String COLUMNS =
      """
      select d.id, d.delivery_id, d.received_at, d.source, d.event_id, d.event_type, d.subject, d.events,
        d.outcome, d.reason, d.problem, d.remedy, d.status, d.duration_micros, d.size_bytes, d.attempts,
        d.trace_id, d.client, d.claimed_id, d.content_type, d.ended, d.ended_at,
        exists (select 1 from webhook_delivery_body b where b.id = d.id) as body_kept
      from webhook_delivery d
      """;

  private static final String OF_DELIVERIES =
      " from webhook_delivery where id >= ? and id < ? and delivery_id is null group by ";

  private static final String SHARES =
      "select source, count(*) as deliveries,"
          + " sum(case when status < 300 then 1 else 0 end) as accepted"
          + OF_DELIVERIES
          + "source order by source";

  private static final String BY_TIME = "d.id desc";

  /** H2 sees the order of the index only if its first column is named, too. */
  private static final String BY_TIME_OF_KIND = "d.kind desc, d.id desc";

  private static final int KEYS_AT_ONCE = 500;
  private static final int MOST_KINDS = 50;

  private final DeliveryDatabase database;

  /** Reads from the database. */
  public DeliveryQueries(DeliveryDatabase database) {
    this.database = database;
  }

  /**
   * The newest deliveries, the newest first; with a type or an event's id, also the events of
   * deliveries that held several.
   *
   * @param before older than this one, or null for the newest of all
   * @param limit how many at most
   * @throws DataAccessException if the database does not answer
   */
  public List<RecordedDelivery> newest(DeliveryFilter filter, @Nullable UUID before, int limit) {
    StringBuilder where = new StringBuilder("where 1 = 1");
    List<Object> values = new ArrayList<>();
    if (filter.type() == null && filter.event() == null) {
      where.append(" and d.delivery_id is null");
    }
    add(where, values, "d.source = ?", filter.source());
    addOutcome(where, values, "d.outcome", filter.outcome());
    add(where, values, "d.event_type = ?", filter.type());
    add(where, values, "d.event_id = ?", filter.event());
    add(where, values, "d.id >= ?", first(filter.from()));
    add(where, values, "d.id < ?", first(filter.to()));
    add(where, values, "d.id < ?", before == null ? null : DeliveryId.number(before));
    String conditions = where.toString();
    if (filter.event() != null) {
      return newestOf(filter.event(), filter, conditions, values, limit);
    }
    return filter.source() == null && filter.outcome() == null && filter.type() == null
        ? newest(conditions, values, BY_TIME, limit)
        : newestOfKinds(kinds(filter), conditions, values, limit);
  }

  private List<RecordedDelivery> newest(
      String where, List<Object> values, String order, int limit) {
    List<Object> all = new ArrayList<>(values);
    all.add(limit);
    return jdbc()
        .query(
            COLUMNS + where + " order by " + order + " fetch first ? rows only",
            DeliveryQueries::delivery,
            all.toArray());
  }

  /** The numbers of all kinds that the filter lets through. */
  private List<Integer> kinds(DeliveryFilter filter) {
    StringBuilder where = new StringBuilder("where 1 = 1");
    List<Object> values = new ArrayList<>();
    add(where, values, "source = ?", filter.source());
    addOutcome(where, values, "outcome", filter.outcome());
    if (filter.type() != null) {
      add(where, values, "event_type in (?, '" + DeliveryKinds.OTHER_TYPES + "')", filter.type());
    }
    return jdbc()
        .queryForList(
            "select kind from webhook_delivery_kind " + where, Integer.class, values.toArray());
  }

  /** Of so many kinds that most deliveries are of one, the newest are found without their index. */
  private List<RecordedDelivery> newestOfKinds(
      List<Integer> kinds, String where, List<Object> values, int limit) {
    if (kinds.size() > MOST_KINDS) {
      return newest(where, values, BY_TIME, limit);
    }
    List<RecordedDelivery> found = new ArrayList<>();
    for (int kind : kinds) {
      List<Object> all = new ArrayList<>(values);
      all.add(kind);
      found.addAll(newest(where + " and d.kind = ?", all, BY_TIME_OF_KIND, limit));
    }
    return found.stream()
        .sorted(Comparator.comparingLong(each -> -DeliveryId.number(each.id())))
        .limit(limit)
        .toList();
  }

  private List<RecordedDelivery> newestOf(
      String event, DeliveryFilter filter, String where, List<Object> values, int limit) {
    Long oldest = jdbc().queryForObject("select min(id) from webhook_delivery", Long.class);
    Long youngest = jdbc().queryForObject("select max(id) from webhook_delivery", Long.class);
    if (oldest == null || youngest == null) {
      return List.of();
    }
    long first = DeliveryId.millis(oldest);
    long last = DeliveryId.millis(youngest);
    List<Long> keys =
        EventKey.between(
            event,
            filter.from() == null ? first : Math.max(first, filter.from().toEpochMilli()),
            filter.to() == null ? last : Math.min(last, filter.to().toEpochMilli()));
    List<RecordedDelivery> found = new ArrayList<>();
    for (int i = 0; i < keys.size() && found.size() < limit; i += KEYS_AT_ONCE) {
      List<Long> some = keys.subList(i, Math.min(keys.size(), i + KEYS_AT_ONCE));
      List<Object> all = new ArrayList<>(values);
      all.addAll(some);
      String in = String.join(", ", Collections.nCopies(some.size(), "?"));
      found.addAll(
          newest(where + " and d.event_key in (" + in + ")", all, BY_TIME, limit - found.size()));
    }
    return found;
  }

  /** The delivery of that identifier. */
  public Optional<RecordedDelivery> find(UUID id) {
    return jdbc()
        .query(COLUMNS + "where d.id = ?", DeliveryQueries::delivery, DeliveryId.number(id))
        .stream()
        .findFirst();
  }

  /** The events of a delivery that held several, in its order; at most so many. */
  public List<RecordedDelivery> eventsOf(RecordedDelivery delivery, int limit) {
    // Their identifiers are of the same millisecond, or of the few that follow.
    long millis = DeliveryId.millis(DeliveryId.number(delivery.id()));
    return jdbc()
        .query(
            COLUMNS
                + "where d.id >= ? and d.id < ? and d.delivery_id = ?"
                + " order by d.position_in_delivery fetch first ? rows only",
            DeliveryQueries::delivery,
            DeliveryId.number(millis),
            DeliveryId.number(millis + 1 + delivery.events() / DeliveryTable.IDS_OF_A_MILLISECOND),
            DeliveryId.number(delivery.id()),
            limit);
  }

  /** Other deliveries of the same event, the newest first; none if no event is known. */
  public List<RecordedDelivery> othersOf(RecordedDelivery delivery, int limit) {
    if (delivery.eventId() == null) {
      return List.of();
    }
    DeliveryFilter same =
        new DeliveryFilter(delivery.source(), null, null, delivery.eventId(), null, null);
    return newest(same, null, limit + 1).stream()
        .filter(other -> !other.id().equals(delivery.id()))
        .limit(limit)
        .toList();
  }

  /** The bytes of the delivery's body, if they are kept. */
  public Optional<byte[]> body(UUID id) {
    return jdbc()
        .query(
            "select body from webhook_delivery_body where id = ?",
            (row, number) -> row.getBytes(1),
            DeliveryId.number(id))
        .stream()
        .findFirst();
  }

  /** How many deliveries there were in each span of time, by outcome. */
  public List<Count> counts(Instant from, Instant to, Duration span) {
    String number = numberOf(span);
    return jdbc()
        .query(
            "select "
                + number
                + " as span, outcome, count(*) as number"
                + OF_DELIVERIES
                + number
                + ", outcome order by "
                + number
                + ", outcome",
            (row, line) ->
                new Count(begin(row, span), row.getString("outcome"), row.getLong("number")),
            first(from),
            first(to));
  }

  /** How long senders waited in each span of time that had deliveries. */
  public List<Latency> latencies(Instant from, Instant to, Duration span) {
    String number = numberOf(span);
    return jdbc()
        .query(
            "select "
                + number
                + " as span,"
                + " percentile_disc(0.5) within group (order by duration_micros) as median,"
                + " percentile_disc(0.99) within group (order by duration_micros) as p99"
                + OF_DELIVERIES
                + number
                + " order by "
                + number,
            (row, line) -> new Latency(begin(row, span), row.getLong("median"), row.getLong("p99")),
            first(from),
            first(to));
  }

  /** The number of the span that a delivery is in, counted from 1970; it is in the identifier. */
  private static String numberOf(Duration span) {
    return "id / " + DeliveryId.number(span.toMillis());
  }

  /** How many deliveries each source had that had any. */
  public List<Share> shares(Instant from, Instant to) {
    return jdbc()
        .query(
            SHARES,
            (row, number) ->
                new Share(
                    row.getString("source"), row.getLong("deliveries"), row.getLong("accepted")),
            first(from),
            first(to));
  }

  private static Instant begin(ResultSet row, Duration span) throws SQLException {
    return Instant.ofEpochMilli(row.getLong("span") * span.toMillis());
  }

  private static void add(
      StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      where.append(" and ").append(condition);
      values.add(value);
    }
  }

  private static void addOutcome(
      StringBuilder where, List<Object> values, String column, @Nullable String outcome) {
    if (DeliveryFilter.NOT_ACCEPTED.equals(outcome)) {
      where.append(" and ").append(column).append(" not in (").append(SUCCESSES).append(')');
    } else {
      add(where, values, column + " = ?", outcome);
    }
  }

  private static @Nullable Long first(@Nullable Instant time) {
    return time == null ? null : DeliveryId.number(time.toEpochMilli());
  }

  private JdbcTemplate jdbc() {
    return database.open().jdbc();
  }

  private static RecordedDelivery delivery(ResultSet row, int number) throws SQLException {
    return new RecordedDelivery(
        DeliveryId.of(row.getLong("id")),
        row.getObject("delivery_id") == null ? null : DeliveryId.of(row.getLong("delivery_id")),
        row.getObject("received_at", OffsetDateTime.class).toInstant(),
        row.getString("source"),
        row.getString("event_id"),
        row.getString("event_type"),
        row.getString("subject"),
        row.getInt("events"),
        row.getString("outcome"),
        row.getString("reason"),
        row.getString("problem"),
        row.getString("remedy"),
        row.getInt("status"),
        row.getLong("duration_micros"),
        row.getInt("size_bytes"),
        row.getInt("attempts"),
        row.getString("trace_id"),
        row.getString("client"),
        row.getString("claimed_id"),
        row.getString("content_type"),
        row.getString("ended"),
        instant(row),
        row.getBoolean("body_kept"));
  }

  private static @Nullable Instant instant(ResultSet row) throws SQLException {
    OffsetDateTime time = row.getObject("ended_at", OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
