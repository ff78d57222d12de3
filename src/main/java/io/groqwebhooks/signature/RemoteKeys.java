package io.groqwebhooks.signature;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of a sender are that publishes them. Immutable.
 *
 * @param jwks the address of its JSON Web Key Set (RFC 7517), or null if it has none
 * @param certificate the place in a request where the address of the certificate stands that holds
 *     the key, or null if there is none
 * @param hosts the hosts from which certificates are taken; {@code *} stands for one label
 */
public record RemoteKeys(@Nullable String jwks, @Nullable String certificate, List<String> hosts) {

  /** Copies the hosts. */
  public RemoteKeys {
    hosts = List.copyOf(hosts);
  }
}
