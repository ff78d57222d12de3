package io.groqwebhooks.queue;

import io.groqwebhooks.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Gives a Kafka record that carries an event its key, unless a route has given it another: what the
 * event is about, so that the events of one subject are in one partition, in order; or else the
 * event's id, so that events are spread. Made by Kafka's client; safe for use by several threads.
 *
 * <p>It is a consumer's interceptor, too, where it does nothing: Camel has one setting for both.
 */
public final class EventKey
    implements ProducerInterceptor<Object, Object>, ConsumerInterceptor<Object, Object> {

  @Override
  public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
    String id = text(record, EventHeaders.ID);
    if (record.key() != null || id == null) {
      return record;
    }
    String subject =
        SubjectKey.of(text(record, EventHeaders.SOURCE), text(record, EventHeaders.SUBJECT));
    return new ProducerRecord<>(
        record.topic(),
        record.partition(),
        record.timestamp(),
        subject == null ? id : subject,
        record.value(),
        record.headers());
  }

  private static @Nullable String text(ProducerRecord<Object, Object> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception exception) {}

  @Override
  public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
