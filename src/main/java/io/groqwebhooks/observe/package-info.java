/** What operators see: log lines, metrics, and the event that a log line belongs to. */
@NullMarked
package io.groqwebhooks.observe;

import org.jspecify.annotations.NullMarked;
