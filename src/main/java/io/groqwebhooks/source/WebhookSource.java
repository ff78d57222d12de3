package io.groqwebhooks.source;

import io.groqwebhooks.event.EnvelopeReader;
import io.groqwebhooks.signature.SignatureVerifier;

/**
 * A place where events of one sender are received.
 *
 * @param name the source's name in configuration, routes, logs and claims
 * @param path where the sender posts to, beginning with a slash
 * @param sender how it signs and lays out events
 * @param verifier proves that a request is the sender's
 * @param envelopes reads its envelopes
 * @param maxBodySize the largest body in bytes
 * @param queued whether a queue keeps its events between acceptance and handling
 */
public record WebhookSource(
    String name,
    String path,
    Sender sender,
    SignatureVerifier verifier,
    EnvelopeReader envelopes,
    int maxBodySize,
    boolean queued) {}
