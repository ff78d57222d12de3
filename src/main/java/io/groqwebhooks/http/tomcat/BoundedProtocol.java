package io.groqwebhooks.http.tomcat;

import io.groqwebhooks.task.RepeatedTask;
import java.time.Duration;
import java.util.Map;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1, whose connections cannot be used up by those who send nothing, or little.
 * Tomcat's own timeouts begin anew with each byte, and when all connections are taken it lets
 * nobody in before one of them ends. Made by Tomcat.
 */
public final class BoundedProtocol extends Http11NioProtocol {

  private static final Duration WATCH = Duration.ofMillis(200);

  private final BoundedEndpoint endpoint;
  private @Nullable RepeatedTask watch;

  /** Without bounds; see {@link #bound}. */
  public BoundedProtocol() {
    this(new BoundedEndpoint());
  }

  private BoundedProtocol(BoundedEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  /** Sets the bounds, before the protocol is started. */
  public void bound(ConnectionBounds bounds) {
    endpoint.bound(bounds);
  }

  /** How many connections were ended for the sake of others, by the reason in a few words. */
  public Map<String, Long> ended() {
    return endpoint.ended();
  }

  @Override
  public void start() throws Exception {
    super.start();
    watch = new RepeatedTask("webhook-connections", WATCH, endpoint::watch);
  }

  @Override
  public void stop() throws Exception {
    if (watch != null) {
      watch.endNow();
    }
    super.stop();
  }
}
