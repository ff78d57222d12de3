package io.groqwebhooks.signature;

import org.jspecify.annotations.Nullable;

/**
 * The request headers that carry a signature and what is signed beside the body.
 *
 * @param signature the header with the signature
 * @param timestamp the header with the time of signing in Unix seconds, or null if there is none
 * @param id the header with the signed id of the event, or null if there is none
 */
public record SignatureHeaders(String signature, @Nullable String timestamp, @Nullable String id) {}
