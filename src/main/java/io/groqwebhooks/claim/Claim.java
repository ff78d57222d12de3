package io.groqwebhooks.claim;

/**
 * One attempt to handle an event.
 *
 * @param key the event's key in the store, {@code <source>:event:<id>}
 * @param owner names this very attempt; no two attempts, here or on another replica, have the same
 */
public record Claim(String key, String owner) {}
