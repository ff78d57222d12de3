package io.groqwebhooks.signature;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hosts from which something may be fetched: over HTTPS, without redirects, within seconds, and
 * only so many bytes. From this machine itself plain HTTP will do. Safe for use by several threads.
 */
public final class PinnedHosts {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final int LARGEST = 256 * 1024;
  private static final int LONGEST_ADDRESS = 1024;
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final List<Pattern> hosts;
  private @Nullable HttpClient client;

  /**
   * @param hosts their names, in which {@code *} stands for one label
   */
  public PinnedHosts(List<String> hosts) {
    this.hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .map(host -> Pattern.compile(Pattern.quote(host).replace("*", "\\E[a-z0-9-]+\\Q")))
            .toList();
  }

  /** The address, or null if it is none on these hosts that may be fetched. */
  public @Nullable URI known(@Nullable String address) {
    if (address == null || address.length() > LONGEST_ADDRESS) {
      return null;
    }
    try {
      URI uri = URI.create(address);
      String host = uri.getHost() == null ? null : uri.getHost().toLowerCase(Locale.ROOT);
      boolean known =
          host != null
              && uri.getUserInfo() == null
              && hosts.stream().anyMatch(each -> each.matcher(host).matches())
              && (isEncrypted(uri) || isHere(uri, host));
      return known ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isEncrypted(URI uri) {
    return "https".equals(uri.getScheme()) && (uri.getPort() == -1 || uri.getPort() == 443);
  }

  private static boolean isHere(URI uri, String host) {
    return THIS_MACHINE.contains(host)
        && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
  }

  /**
   * What is there.
   *
   * @param address one that is {@link #known}
   * @throws IOException if it cannot be had; the message names the host
   */
  public byte[] fetch(URI address) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
    try {
      HttpResponse<InputStream> response =
          client().send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        if (response.statusCode() != 200) {
          throw new IOException(address.getHost() + " answers " + response.statusCode());
        }
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
          throw new IOException(address.getHost() + " sends more than " + LARGEST + " bytes");
        }
        return bytes;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(address.getHost() + " was not waited for", e);
    }
  }

  /** Made when it is needed first: most senders need none. */
  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .connectTimeout(CONNECT_TIMEOUT)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
    }
    return client;
  }
}
