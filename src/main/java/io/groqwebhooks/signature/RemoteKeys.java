package io.groqwebhooks.signature;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of a sender are that publishes them: either a set of them at a known address, or
 * certificates whose addresses its requests tell. Immutable.
 *
 * @param jwks the address of its JSON Web Key Set (RFC 7517), which is {@link PinnedAddress#safe},
 *     or null if it has none
 * @param certificate the place in a request where the address of the certificate stands that holds
 *     the key, or null if there is none
 * @param certificates the addresses from which certificates are taken, or null if none are
 */
public record RemoteKeys(
    @Nullable URI jwks, @Nullable String certificate, @Nullable PinnedAddress certificates) {

  /**
   * @throws IllegalArgumentException if it is neither of both
   */
  public RemoteKeys {
    if ((jwks == null) == (certificate == null || certificates == null)) {
      throw new IllegalArgumentException("Keys are in a set, or in certificates");
    }
  }
}
