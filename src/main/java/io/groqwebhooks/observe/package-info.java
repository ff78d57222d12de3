/**
 * What operators see: log lines, metrics, and the event that a log line belongs to.
 *
 * <p>No type is public API, though an application may replace the bean of each; public are the
 * names of what is seen: the metrics, the logger {@code webhooks.delivery} and its fields, and the
 * MDC's.
 */
@NullMarked
package io.groqwebhooks.observe;

import org.jspecify.annotations.NullMarked;
