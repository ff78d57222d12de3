package io.groqwebhooks.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a sender, by the addresses that its requests tell. Only known addresses are
 * fetched, a few at a time and in a minute. One that has verified a request is kept as long as it
 * is valid, so that strangers, who can only name others, cannot push it out. Safe for use by
 * several threads.
 */
final class Certificates {

  private static final int MOST_KEPT = 64;
  private static final int MOST_FETCHED = 30;
  private static final Duration WHILE = Duration.ofMinutes(1);
  private static final int MOST_FETCHING = 4;

  /** A certificate, and whether it has verified a request. */
  private static final class Kept {
    final X509Certificate certificate;
    volatile boolean proven;

    Kept(X509Certificate certificate) {
      this.certificate = certificate;
    }
  }

  private final PinnedAddress addresses;
  private final Clock clock;
  private final Semaphore fetching = new Semaphore(MOST_FETCHING);
  private final Map<URI, Kept> kept = new ConcurrentHashMap<>();
  private long whileBegan = System.nanoTime();
  private int fetched;

  Certificates(PinnedAddress addresses, Clock clock) {
    this.addresses = addresses;
    this.clock = clock;
  }

  /**
   * Fetches the certificate there, if it is on a known address and not at hand.
   *
   * @throws KeyUnavailableException if it cannot be fetched now
   */
  void prepare(@Nullable String address) {
    URI known = addresses.known(address);
    if (known == null || valid(known) != null) {
      return;
    }
    if (!fetching.tryAcquire()) {
      throw new KeyUnavailableException("too many requests wait for the sender's certificates");
    }
    try {
      if (!mayFetch()) {
        throw new KeyUnavailableException("too many of the sender's certificates are asked for");
      }
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(PinnedAddress.fetch(known)));
      if (kept.size() >= MOST_KEPT) {
        kept.values().removeIf(each -> !each.proven || !isValid(each.certificate));
      }
      kept.put(known, new Kept(certificate));
    } catch (IOException e) {
      throw new KeyUnavailableException(
          "the sender's certificate cannot be fetched: " + e.getMessage());
    } catch (CertificateException e) {
      throw new KeyUnavailableException("what is fetched is no certificate of the sender's");
    } finally {
      fetching.release();
    }
  }

  /** The key in the certificate there, or null if none is at hand that is valid now. */
  @Nullable PublicKey key(@Nullable String address) {
    URI known = addresses.known(address);
    Kept found = known == null ? null : valid(known);
    return found == null ? null : found.certificate.getPublicKey();
  }

  /** The certificate there has verified a request. */
  void proven(@Nullable String address) {
    URI known = addresses.known(address);
    Kept found = known == null ? null : kept.get(known);
    if (found != null) {
      found.proven = true;
    }
  }

  private @Nullable Kept valid(URI address) {
    Kept found = kept.get(address);
    return found != null && isValid(found.certificate) ? found : null;
  }

  private boolean isValid(X509Certificate certificate) {
    try {
      certificate.checkValidity(Date.from(clock.instant()));
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  private synchronized boolean mayFetch() {
    long now = System.nanoTime();
    if (now - whileBegan > WHILE.toNanos()) {
      whileBegan = now;
      fetched = 0;
    }
    return ++fetched <= MOST_FETCHED;
  }
}
