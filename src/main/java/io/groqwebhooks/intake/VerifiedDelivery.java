package io.groqwebhooks.intake;

import io.groqwebhooks.event.VerifiedRequest;
import io.groqwebhooks.signature.SignedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a verified request for its envelope, as its headers do not go into routes.
 *
 * @param signed what was verified
 * @param headers those of its headers that hold parts of the envelope
 */
public record VerifiedDelivery(SignedRequest signed, Map<String, String> headers)
    implements VerifiedRequest {

  /** Keeps the named headers of a request, those of them that it has. */
  public static VerifiedDelivery keep(
      SignedRequest signed, List<String> names, Function<String, @Nullable String> values) {
    if (names.isEmpty()) {
      return new VerifiedDelivery(signed, Map.of());
    }
    Map<String, String> headers = new HashMap<>();
    for (String name : names) {
      String value = values.apply(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return new VerifiedDelivery(signed, headers);
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public String signedId() {
    return signed.id();
  }

  @Override
  public String contentDigest() {
    return signed.contentDigest();
  }
}
