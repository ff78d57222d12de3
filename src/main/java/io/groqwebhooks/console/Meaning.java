package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.RecordedDelivery;
import io.groqwebhooks.intake.Outcome;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What it means that a delivery was not accepted, where nobody has examined the request. */
final class Meaning {

  private static final Map<String, Outcome> BY_LABEL =
      Arrays.stream(Outcome.values())
          .collect(Collectors.toMap(Outcome::label, Function.identity()));

  private Meaning() {}

  /** A sentence or two, or null for an outcome that has a reason of its own. */
  static @Nullable String of(RecordedDelivery delivery) {
    Outcome outcome = BY_LABEL.get(delivery.outcome());
    return outcome == null ? null : of(outcome, "webhooks.sources." + delivery.source());
  }

  private static @Nullable String of(Outcome outcome, String source) {
    return switch (outcome) {
      case TOO_LARGE -> "Its body is larger than " + source + ".max-body-size, and was not read.";
      case UNSUPPORTED_MEDIA_TYPE ->
          "Its Content-Type or Content-Encoding is none in which this sender delivers.";
      case METHOD_NOT_ALLOWED ->
          "It was no POST. Somebody has opened the address, or another program knows it.";
      case TOO_SLOW -> "Its body did not arrive within webhooks.receive-timeout.";
      case IN_PROGRESS ->
          "The same event was being handled at that moment, here or by another receiver.";
      case FAILED -> "Its handler failed, retries included; the log has a line for each attempt.";
      case UNAVAILABLE ->
          "The claim store, the queue, or the keys that the sender publishes did not answer.";
      case UNFINISHED ->
          "Its handler took longer than webhooks.answer-timeout; it runs on, and the sender comes"
              + " again.";
      case OVERLOADED ->
          "As many deliveries were being handled as webhooks.max-in-flight and the heap let in.";
      case NOT_RUNNING ->
          "The receiver was starting or stopping, or no route receives from this source.";
      case ACCEPTED, DUPLICATE, CHALLENGED, INVALID, REJECTED -> null;
    };
  }
}
