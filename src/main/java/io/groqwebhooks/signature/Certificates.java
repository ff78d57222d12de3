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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a sender, by the addresses that its requests tell. Only those on known hosts
 * are fetched, one at a time and a few in a minute, whatever strangers send; the last ones are kept
 * for a day. Safe for use by several threads.
 */
final class Certificates {

  private static final int MOST_KEPT = 16;
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int MOST_FETCHED = 6;
  private static final Duration WHILE = Duration.ofMinutes(1);

  /** How many requests may wait at once; the others are told to come again. */
  private static final int MOST_WAITING = 4;

  private record Kept(X509Certificate certificate, long until) {}

  private final PinnedHosts hosts;
  private final Clock clock;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private final Map<URI, Kept> kept = new LinkedHashMap<>();
  private long whileBegan;
  private int fetched;

  Certificates(PinnedHosts hosts, Clock clock) {
    this.hosts = hosts;
    this.clock = clock;
  }

  /**
   * The key in the certificate there, or null if none is taken from there, or it is not valid now.
   *
   * @throws KeyUnavailableException if it cannot be fetched now
   */
  @Nullable PublicKey key(@Nullable String address) {
    URI known = hosts.known(address);
    if (known == null) {
      return null;
    }
    if (!waiting.tryAcquire()) {
      throw new KeyUnavailableException("too many requests wait for the sender's certificate");
    }
    try {
      X509Certificate certificate = certificate(known);
      certificate.checkValidity();
      return certificate.getPublicKey();
    } catch (CertificateException e) {
      return null;
    } finally {
      waiting.release();
    }
  }

  private synchronized X509Certificate certificate(URI address) throws CertificateException {
    long now = clock.millis();
    Kept found = kept.get(address);
    if (found != null && now < found.until) {
      return found.certificate;
    }
    if (now - whileBegan > WHILE.toMillis()) {
      whileBegan = now;
      fetched = 0;
    }
    if (++fetched > MOST_FETCHED) {
      throw new KeyUnavailableException("too many certificates are asked for");
    }
    X509Certificate certificate;
    try {
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(hosts.fetch(address)));
    } catch (IOException e) {
      throw new KeyUnavailableException(
          "the sender's certificate cannot be fetched: " + e.getMessage());
    }
    kept.remove(address);
    kept.put(address, new Kept(certificate, now + KEPT.toMillis()));
    if (kept.size() > MOST_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    return certificate;
  }
}
