package io.groqwebhooks.source;

import io.groqwebhooks.event.VerifiedRequest;
import io.groqwebhooks.signature.SignedRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells of its event once its signature was found valid.
 *
 * @param request the request as it came
 * @param signed what was verified of it
 */
public record VerifiedDelivery(WebhookRequest request, SignedRequest signed)
    implements VerifiedRequest {

  @Override
  public @Nullable String header(String name) {
    return request.header(name);
  }

  @Override
  public String signedId() {
    return signed.id();
  }

  @Override
  public @Nullable String claim(String name) {
    return signed.claim(name);
  }

  @Override
  public String contentDigest() {
    return signed.contentDigest();
  }
}
