package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.RecordedDelivery;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers and times as people read them. */
final class Texts {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What no shell reads otherwise, and no command takes for an option. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]*");

  private static final String JAR = "java -jar groq-webhooks-camel-exec.jar ";

  private Texts() {}

  static String time(Instant time) {
    return TIME.format(time);
  }

  static String took(long micros) {
    if (micros < 1_000_000) {
      return String.format(Locale.ROOT, micros < 10_000 ? "%.1f ms" : "%.0f ms", micros / 1e3);
    }
    return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
  }

  /** How large the body was; empty where it was refused before it was read. */
  static String size(RecordedDelivery delivery) {
    return delivery.size() == 0 && delivery.status() >= 400 ? "" : size(delivery.size());
  }

  static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1048576.0);
  }

  /** How an outcome looks. */
  static String tone(RecordedDelivery delivery) {
    if (delivery.status() < 300) {
      return delivery.outcome().equals("accepted") ? "good" : "plain";
    }
    return delivery.status() == 401 || delivery.status() >= 500 ? "bad" : "warning";
  }

  /** The command that says more of a refused delivery, or null if it was not refused. */
  static @Nullable String command(RecordedDelivery delivery) {
    if (delivery.status() < 400 || !isWord(delivery.source())) {
      return null;
    }
    String source = " --source " + delivery.source();
    if (delivery.eventType() == null) {
      // Of the others it would say no more than that the signature is right.
      if (delivery.status() != 400 && delivery.status() != 401) {
        return null;
      }
      return JAR + "explain" + source + " --headers headers.txt --body body.txt";
    }
    // What is not plain may be anything, and would be pasted into a shell.
    String type = isWord(delivery.eventType()) ? delivery.eventType() : "TYPE";
    String id =
        delivery.eventId() != null && isWord(delivery.eventId()) ? delivery.eventId() : "ID";
    return JAR + "trigger " + type + source + " --id " + id;
  }

  private static boolean isWord(String text) {
    return WORD.matcher(text).matches();
  }
}
