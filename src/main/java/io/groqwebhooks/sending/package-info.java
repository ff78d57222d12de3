/**
 * Makes requests as senders would and sends them to a receiver: test events, and dead letters once
 * more. Nothing here is public API.
 */
@NullMarked
package io.groqwebhooks.sending;

import org.jspecify.annotations.NullMarked;
