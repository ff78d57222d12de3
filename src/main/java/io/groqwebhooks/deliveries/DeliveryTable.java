package io.groqwebhooks.deliveries;

import io.groqwebhooks.deliveries.DeliveryEntry.Came.OneOfSeveral;
import io.groqwebhooks.event.EventEnvelope;
import io.groqwebhooks.intake.DeliveryId;
import io.groqwebhooks.intake.DeliveryListener.Claimed;
import io.groqwebhooks.intake.DeliveryListener.EndedDelivery;
import io.groqwebhooks.intake.DeliveryListener.Verified;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes deliveries into their tables, and removes old ones. Safe for use by several threads. */
final class DeliveryTable {

  private static final String INSERT =
      """
      insert into webhook_delivery (
        id, delivery_id, position_in_delivery, received_at, kind, source, event_id, event_key, event_type, subject, events, outcome, reason,
        status, duration_micros, size_bytes, attempts, trace_id, client, claimed_id, content_type)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String INSERT_BODY =
      "insert into webhook_delivery_body (id, body) values (?, ?)";
  private static final String EXPLAIN =
      "update webhook_delivery set problem = ?, remedy = ? where id = ?";

  /** Of several deliveries of one event the one was accepted whose event it is. */
  private static final String END =
      """
      update webhook_delivery set ended = ?, ended_at = ?, attempts = ?
      where event_key in (?, ?) and event_id = ? and source = ? and outcome = 'accepted'
        and ended is null""";

  /** Two deliveries of one identifier differ in these. */
  private static final String FIND =
      """
      select id from webhook_delivery
      where id = ? and source = ? and duration_micros = ? and size_bytes = ?""";

  /** Fewer than a process can tell apart in a millisecond, since others come, too. */
  static final int IDS_OF_A_MILLISECOND = 1000;

  private static final int REMOVED_AT_ONCE = 10_000;
  private static final int LONGEST_REASON = 1000;
  private static final int LONGEST_SENTENCE = 2000;
  private static final int LONGEST_CONTENT_TYPE = 200;

  private final DeliveryDatabase database;
  private final DeliveryKinds kinds = new DeliveryKinds();

  DeliveryTable(DeliveryDatabase database) {
    this.database = database;
  }

  /**
   * A row to be written.
   *
   * @param delivery the delivery that it is of
   * @param event one of its events, or null if the row is of the delivery itself
   * @param position the event's position in the delivery, from 1; 0 for the delivery itself
   * @param id the row's identifier
   * @param kind the number of its kind
   */
  private record Row(
      EndedDelivery delivery, @Nullable OneOfSeveral event, int position, long id, int kind) {}

  /**
   * Writes all of them, or none.
   *
   * @return those of them whose delivery is not there, or not yet
   */
  List<DeliveryEntry.Ended> write(List<DeliveryEntry> entries) {
    DeliveryDatabase.Opened opened = database.open();
    List<Row> rows = new ArrayList<>();
    List<Object[]> bodies = new ArrayList<>();
    for (DeliveryEntry entry : entries) {
      if (entry instanceof DeliveryEntry.Came came) {
        add(came, rows, bodies, opened.jdbc());
      }
    }
    List<DeliveryEntry.Ended> early =
        opened
            .transactions()
            .execute(
                status -> {
                  opened
                      .jdbc()
                      .batchUpdate(INSERT, rows, Math.max(1, rows.size()), DeliveryTable::set);
                  opened.jdbc().batchUpdate(INSERT_BODY, bodies);
                  return writeNews(entries, opened.jdbc());
                });
    return early == null ? List.of() : early;
  }

  /** Whether the delivery was written, though that was told to have failed. */
  boolean has(DeliveryEntry.Came came) {
    EndedDelivery delivery = came.delivery();
    return !database
        .open()
        .jdbc()
        .queryForList(
            FIND,
            DeliveryId.number(delivery.id()),
            delivery.source(),
            TimeUnit.NANOSECONDS.toMicros(delivery.durationNanos()),
            delivery.size())
        .isEmpty();
  }

  /** Returns when what was written is the operating system's, or the database server's. */
  void flush() {
    database.open().flush();
  }

  /** After a failure, which may have taken back what was written. */
  void failed() {
    kinds.forget();
    database.failed();
  }

  /** What is known later of deliveries. */
  private static List<DeliveryEntry.Ended> writeNews(
      List<DeliveryEntry> entries, JdbcTemplate jdbc) {
    List<Object[]> explained = new ArrayList<>();
    List<DeliveryEntry.Ended> ended = new ArrayList<>();
    for (DeliveryEntry entry : entries) {
      if (entry instanceof DeliveryEntry.Explained found) {
        explained.add(
            new Object[] {
              shortened(found.problem(), LONGEST_SENTENCE),
              shortened(found.remedy(), LONGEST_SENTENCE),
              DeliveryId.number(found.id())
            });
      } else if (entry instanceof DeliveryEntry.Ended end) {
        ended.add(end);
      }
    }
    jdbc.batchUpdate(EXPLAIN, explained);
    int[][] updated =
        jdbc.batchUpdate(
            END,
            ended,
            Math.max(1, ended.size()),
            (statement, end) -> {
              statement.setString(1, end.how());
              statement.setObject(2, time(end.at()));
              statement.setInt(3, end.attempts());
              // It has come a moment before it was received as a whole.
              long millis = end.receivedAt().toEpochMilli();
              statement.setLong(4, EventKey.of(end.eventId(), millis));
              statement.setLong(5, EventKey.of(end.eventId(), millis - EventKey.SPAN.toMillis()));
              statement.setString(6, end.eventId());
              statement.setString(7, end.source());
            });
    List<DeliveryEntry.Ended> early = new ArrayList<>();
    for (int i = 0; i < ended.size(); i++) {
      if (updated[0][i] == 0) {
        early.add(ended.get(i));
      }
    }
    return early;
  }

  private void add(
      DeliveryEntry.Came came, List<Row> rows, List<Object[]> bodies, JdbcTemplate jdbc) {
    EndedDelivery delivery = came.delivery();
    EventEnvelope envelope = delivery.envelope();
    String source = delivery.source();
    String type = envelope == null ? null : envelope.type();
    long number = DeliveryId.number(delivery.id());
    int kind = kinds.of(source, delivery.outcome().label(), type, jdbc);
    rows.add(new Row(delivery, null, 0, number, kind));
    add(number, came.body(), bodies);
    int position = 0;
    for (OneOfSeveral event : came.events()) {
      long millis = DeliveryId.millis(number) + position / IDS_OF_A_MILLISECOND;
      long id = DeliveryId.number(DeliveryId.next(millis));
      position++;
      kind = kinds.of(source, event.outcome().label(), event.type(), jdbc);
      rows.add(new Row(delivery, event, position, id, kind));
      add(id, event.body(), bodies);
    }
  }

  private static void add(long id, byte @Nullable [] body, List<Object[]> bodies) {
    if (body != null) {
      bodies.add(new Object[] {id, body});
    }
  }

  private static void set(PreparedStatement statement, Row row) throws SQLException {
    EndedDelivery delivery = row.delivery();
    OneOfSeveral event = row.event();
    long millis = DeliveryId.millis(row.id());
    Values values = new Values(statement);
    values.add(row.id());
    values.add(event == null ? null : DeliveryId.number(delivery.id()));
    values.add(row.position());
    values.add(time(Instant.ofEpochMilli(millis)));
    values.add(row.kind());
    values.add(delivery.source());
    if (event == null) {
      EventEnvelope envelope = delivery.envelope();
      values.add(envelope == null ? null : envelope.id());
      values.add(envelope == null ? null : EventKey.of(envelope.id(), millis));
      values.add(envelope == null ? null : envelope.type());
      values.add(envelope == null ? null : envelope.subject());
      values.add(delivery.events());
      values.add(delivery.outcome().label());
      values.add(shortened(delivery.reason(), LONGEST_REASON));
    } else {
      values.add(event.id());
      values.add(EventKey.of(event.id(), millis));
      values.add(event.type());
      values.add(event.subject());
      values.add(1);
      values.add(event.outcome().label());
      values.add(null);
    }
    values.add(delivery.status());
    values.add(TimeUnit.NANOSECONDS.toMicros(delivery.durationNanos()));
    values.add(event == null ? delivery.size() : event.size());
    values.add(event == null ? delivery.attempts() : event.attempts());
    Verified verified = delivery.verified();
    Claimed claimed = delivery.claimed();
    values.add(verified == null ? null : verified.traceId());
    values.add(claimed == null ? null : claimed.client());
    values.add(claimed == null ? null : claimed.deliveryId());
    String contentType = verified == null ? null : verified.contentType();
    values.add(
        claimed == null ? shortened(contentType, LONGEST_CONTENT_TYPE) : claimed.contentType());
  }

  /** The values of a statement, in its order. */
  private static final class Values {

    private final PreparedStatement statement;
    private int index;

    Values(PreparedStatement statement) {
      this.statement = statement;
    }

    void add(@Nullable Object value) throws SQLException {
      statement.setObject(++index, value);
    }
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable String shortened(@Nullable String text, int longest) {
    if (text == null) {
      return null;
    }
    // PostgreSQL has no place for this character.
    String clean = text.replace('\0', ' ');
    return clean.length() <= longest ? clean : clean.substring(0, longest);
  }

  /** Removes what is older, and what is more than that many. */
  void clean(Instant now, Duration retention, int maxEntries) {
    JdbcTemplate jdbc = database.open().jdbc();
    long oldest = DeliveryId.number(now.minus(retention).toEpochMilli());
    List<Long> beyond =
        jdbc.queryForList(
            "select id from webhook_delivery order by id desc offset ? rows fetch next 1 rows only",
            Long.class,
            maxEntries);
    remove(oldest, jdbc);
    for (long last : beyond) {
      remove(last + 1, jdbc);
    }
  }

  /** In steps, of which none takes long. */
  private static void remove(long before, JdbcTemplate jdbc) {
    while (true) {
      Long end =
          jdbc.query(
              "select id from webhook_delivery where id < ? order by id"
                  + " offset ? rows fetch next 1 rows only",
              rows -> rows.next() ? rows.getLong(1) : null,
              before,
              REMOVED_AT_ONCE);
      long next = end == null ? before : end;
      jdbc.update("delete from webhook_delivery_body where id < ?", next);
      jdbc.update("delete from webhook_delivery where id < ?", next);
      if (end == null) {
        return;
      }
    }
  }
}
