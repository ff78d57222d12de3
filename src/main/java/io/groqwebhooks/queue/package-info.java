/** Queues between acceptance and handling, in the receiver. */
@NullMarked
package io.groqwebhooks.queue;

import org.jspecify.annotations.NullMarked;
