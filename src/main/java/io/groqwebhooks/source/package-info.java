/**
 * Senders, which say how they sign and where their envelope is, and the sources that receive from
 * them.
 *
 * <p>Public API: {@link io.groqwebhooks.source.WebhookSources} and {@link
 * io.groqwebhooks.source.WebhookSource}, which an application may make by itself. Everything else
 * may change.
 */
@NullMarked
package io.groqwebhooks.source;

import org.jspecify.annotations.NullMarked;
