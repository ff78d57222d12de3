package io.groqwebhooks.forward;

import io.groqwebhooks.settings.TargetSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Posts to one target, over connections of its own, so that a target that hangs takes none of
 * another's. It follows no redirects, keeps no cookies, tries nothing again by itself, and connects
 * to no address that has not been looked at. Safe for use by several threads.
 */
final class TargetClient implements AutoCloseable {

  private static final TimeValue TIME_TO_LIVE = TimeValue.ofMinutes(1);
  private static final TimeValue IDLE = TimeValue.ofSeconds(1);

  /** A body of that size is read, so that its connection can be used again. */
  private static final int SMALL = 64 * 1024;

  private final CloseableHttpClient client;
  private final URI address;
  private final Duration timeout;
  private final ScheduledExecutorService timer;

  /**
   * @param target the target's name
   * @param timer ends requests that take too long
   */
  TargetClient(String target, TargetSettings settings, ScheduledExecutorService timer) {
    this.address = settings.address();
    this.timeout = settings.timeout();
    this.timer = timer;
    Timeout limit = Timeout.of(timeout);
    DnsResolver resolver = SystemDefaultDnsResolver.INSTANCE;
    this.client =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(settings.maxConnections())
                    .setMaxConnPerRoute(settings.maxConnections())
                    .setDnsResolver(
                        settings.allowPrivate() || settings.isOnThisMachine()
                            ? resolver
                            : new PublicOnly(target, resolver))
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(limit)
                            .setSocketTimeout(limit)
                            .setTimeToLive(TIME_TO_LIVE)
                            .setValidateAfterInactivity(IDLE)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(limit)
                    .setResponseTimeout(limit)
                    .setRedirectsEnabled(false)
                    .setExpectContinueEnabled(false)
                    .build())
            .setUserAgent("groq-webhooks-camel")
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableDefaultUserAgent()
            .build();
  }

  /**
   * Posts a request.
   *
   * @throws IOException if it is not answered in time, or not at all
   */
  Answer post(Map<String, String> headers, byte[] body) throws IOException {
    HttpPost request = new HttpPost(address);
    headers.forEach(request::setHeader);
    request.setEntity(new ByteArrayEntity(body, null));
    Future<?> deadline = timer.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
      Header retryAfter = response.getFirstHeader(RetryAfter.HEADER);
      Answer answer =
          new Answer(
              response.getCode(),
              RetryAfter.read(retryAfter == null ? null : retryAfter.getValue(), Instant.now()));
      readIfSmall(response.getEntity());
      return answer;
    } catch (IOException e) {
      if (request.isCancelled()) {
        throw new SocketTimeoutException("no answer within " + timeout.toMillis() + " ms");
      }
      throw e;
    } finally {
      deadline.cancel(false);
    }
  }

  /** What is left unread ends its connection. */
  private static void readIfSmall(@Nullable HttpEntity entity) {
    try (InputStream in = entity == null ? InputStream.nullInputStream() : entity.getContent()) {
      if (in != null) {
        in.readNBytes(SMALL);
      }
    } catch (IOException e) {
      // The target has answered, and nobody reads more than the status.
      return;
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Looks at an address where it is connected to, and not before: a name may have another address
   * the next time.
   */
  private record PublicOnly(String target, DnsResolver resolver) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      InetAddress[] addresses = resolver.resolve(host);
      for (InetAddress address : addresses) {
        if (!PublicAddresses.isPublic(address)) {
          throw new UnknownHostException(
              host
                  + " is in a network that is not public ("
                  + address.getHostAddress()
                  + "), where nothing is sent unless "
                  + TargetSettings.prefix(target)
                  + "allow-private is true");
        }
      }
      return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      return resolver.resolveCanonicalHostname(host);
    }
  }
}
