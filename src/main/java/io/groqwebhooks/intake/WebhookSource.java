package io.groqwebhooks.intake;

import io.groqwebhooks.signature.SignatureVerifier;

/**
 * A sender that events are received from.
 *
 * @param name the source's name in configuration, routes, logs and claims
 * @param path where it posts to, beginning with a slash
 * @param verifier proves that a request is the sender's
 * @param maxBodySize the largest body in bytes
 * @param queued whether a queue keeps its events between acceptance and handling
 */
public record WebhookSource(
    String name, String path, SignatureVerifier verifier, int maxBodySize, boolean queued) {}
