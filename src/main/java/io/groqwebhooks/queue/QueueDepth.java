package io.groqwebhooks.queue;

import org.jspecify.annotations.Nullable;

/**
 * How much waits in a queue.
 *
 * @param queue its name as an endpoint, without what may be secret
 * @param waiting how many events are in it, in brokers those included that are being handled; null
 *     if that is not known
 * @param unknown why that is not known, or null if it is
 */
public record QueueDepth(String queue, @Nullable Long waiting, @Nullable String unknown) {}
