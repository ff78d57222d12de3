/**
 * The event's envelope: reading it from bytes, carrying it in headers, offering it to handlers.
 *
 * <p>Public API for handlers: {@link io.groqwebhooks.event.EventHeaders}, {@link
 * io.groqwebhooks.event.WebhookEvent} and {@link io.groqwebhooks.event.OriginalEvent}; for
 * listeners: {@link io.groqwebhooks.event.EventEnvelope}. All else is public for the other packages
 * only.
 */
@NullMarked
package io.groqwebhooks.event;

import org.jspecify.annotations.NullMarked;
