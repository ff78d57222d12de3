/**
 * Queues between acceptance and handling, as the receiver sets them up. Nothing here is public API.
 */
@NullMarked
package io.groqwebhooks.queue;

import org.jspecify.annotations.NullMarked;
