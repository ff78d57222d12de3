package io.groqwebhooks.event;

import org.jspecify.annotations.Nullable;

/** What a verified request tells of an event beside its body. */
public interface VerifiedRequest {

  /** The value of a header, or null if it is missing or given more than once. */
  @Nullable String header(String name);

  /** The id that the sender signed; empty if it signs none. */
  String signedId();

  /** A claim of the token that signs the request, or null if there is no such. */
  default @Nullable String claim(String name) {
    return null;
  }

  /** A field of what is around the event, if it is one of several; null if there is no such. */
  default @Nullable String outer(String name) {
    return null;
  }

  /** The SHA-256 of what the sender signed, in hex. */
  String contentDigest();
}
