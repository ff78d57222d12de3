package io.groqwebhooks.receiver;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.Set;
import org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter;

/**
 * Keeps what senders have written from becoming lines of the log, or commands to a terminal: a
 * route may log any field of an event, and an exception tells what it could not read. Control
 * characters are written as Java writes them in a text.
 */
final class ConsoleText {

  /** Whose messages have several lines, and nothing in them that a sender has written. */
  private static final Set<String> SEVERAL_LINES =
      Set.of("webhooks", LoggingFailureAnalysisReporter.class.getName());

  private ConsoleText() {}

  /** From now on messages and exceptions are escaped in every pattern of this process. */
  static void escape() {
    for (String word : Set.of("m", "msg", "message")) {
      PatternLayout.DEFAULT_CONVERTER_SUPPLIER_MAP.put(word, Message::new);
    }
    for (String word : Set.of("ex", "exception", "throwable")) {
      PatternLayout.DEFAULT_CONVERTER_SUPPLIER_MAP.put(word, Failure::new);
    }
  }

  /** A message in one line. */
  private static final class Message extends MessageConverter {

    @Override
    public String convert(ILoggingEvent event) {
      String message = super.convert(event);
      return message == null || SEVERAL_LINES.contains(event.getLoggerName())
          ? message
          : escaped(message, false);
    }
  }

  /** A stack trace, whose lines begin as those of stack traces do. */
  private static final class Failure extends ThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
      return escaped(super.throwableProxyToString(failure), true);
    }
  }

  private static String escaped(String text, boolean stackTrace) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      boolean plain =
          !Character.isISOControl(character)
              || character == '\t'
              || (stackTrace && isLineOfStackTrace(text, i));
      if (!plain && escaped == null) {
        escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (escaped != null) {
        escaped.append(plain ? String.valueOf(character) : escape(character));
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  /** Whether a line ends here that is followed by one of the trace, or by nothing. */
  private static boolean isLineOfStackTrace(String text, int end) {
    int next = end + (text.startsWith("\r\n", end) ? 2 : 1);
    return text.charAt(next - 1) == '\n'
        && (next == text.length()
            || text.startsWith("\t", next)
            || text.startsWith("Caused by: ", next));
  }

  private static String escape(char character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      default -> "\\u%04x".formatted((int) character);
    };
  }
}
