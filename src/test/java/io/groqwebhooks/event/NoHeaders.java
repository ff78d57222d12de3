package io.groqwebhooks.event;

/** A request whose headers tell nothing of the event. */
enum NoHeaders implements VerifiedRequest {
  INSTANCE;

  @Override
  public String header(String name) {
    return null;
  }

  @Override
  public String signedId() {
    return "";
  }

  @Override
  public String contentDigest() {
    throw new AssertionError("The id stands in the body");
  }
}
