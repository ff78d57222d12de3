package io.groqwebhooks.signature;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Addresses from which something of a sender may be fetched: whole addresses, since a host alone
 * may be shared with strangers. They are asked over HTTPS, without redirects, within seconds, for
 * only so many bytes. From this machine itself plain HTTP will do. Immutable and safe for use by
 * several threads.
 */
public final class PinnedAddress {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);

  /** For all of it; a read may be under way then. */
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private static final int LARGEST = 256 * 1024;
  private static final int LONGEST_ADDRESS = 1024;
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Pattern addresses;

  /**
   * Addresses that match.
   *
   * @param pattern a regular expression for whole addresses
   * @throws IllegalArgumentException if it is none
   */
  public PinnedAddress(String pattern) {
    try {
      this.addresses = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("it is no regular expression", e);
    }
  }

  /**
   * The address, if something may be fetched from it.
   *
   * @throws IllegalArgumentException if not
   */
  public static URI safe(String address) {
    URI uri = address.length() > LONGEST_ADDRESS ? null : usable(address);
    if (uri == null) {
      throw new IllegalArgumentException("it must be an address of https");
    }
    return uri;
  }

  /** The address, or null if it is none of these, or none that may be fetched. */
  public @Nullable URI known(@Nullable String address) {
    return address != null
            && address.length() <= LONGEST_ADDRESS
            && addresses.matcher(address).matches()
        ? usable(address)
        : null;
  }

  private static @Nullable URI usable(String address) {
    try {
      URI uri = URI.create(address);
      boolean usable =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && ("https".equals(uri.getScheme())
                  || ("http".equals(uri.getScheme()) && THIS_MACHINE.contains(uri.getHost())));
      return usable ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * What is there.
   *
   * @param address one that is {@link #known}
   * @throws IOException if it cannot be had; the message names the host
   */
  public static byte[] fetch(URI address) throws IOException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
    try {
      int status = connection.getResponseCode();
      if (status != 200) {
        throw new IOException("it answers " + status);
      }
      try (InputStream in = connection.getInputStream()) {
        return read(in, end);
      }
    } catch (IOException e) {
      throw new IOException(address.getHost() + ": " + e.getMessage(), e);
    } finally {
      connection.disconnect();
    }
  }

  private static byte[] read(InputStream in, long end) throws IOException {
    byte[] bytes = new byte[LARGEST + 1];
    int length = 0;
    for (int count = 0; count >= 0; count = in.read(bytes, length, bytes.length - length)) {
      length += count;
      if (length > LARGEST) {
        throw new IOException("it sends more than " + LARGEST + " bytes");
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException("it takes longer than " + TIMEOUT.toSeconds() + " s");
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
