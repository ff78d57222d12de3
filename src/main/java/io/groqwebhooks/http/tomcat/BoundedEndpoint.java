package io.groqwebhooks.http.tomcat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.coyote.AbstractProcessor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's endpoint for sockets, which ends connections that wait for nothing but their client when
 * others need their place. One whose request is being answered is never ended. A connection is only
 * touched under its lock, which whoever serves it holds.
 */
final class BoundedEndpoint extends NioEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(BoundedEndpoint.class);

  /** An attack is told again and again, but does not fill the log. */
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  /** One part in so many of the connections is kept free, and made free at once. */
  private static final int PARTS_KEPT_FREE = 16;

  /** Why connections are ended. */
  private enum Reason {
    HEAD_TOO_SLOW,
    PLACE_NEEDED,
    TOO_MANY_OF_ONE_ADDRESS
  }

  private final Map<Reason, AtomicLong> ended = new ConcurrentHashMap<>();
  private volatile ConnectionBounds bounds = ConnectionBounds.NONE;
  private long told;
  private long toldAt = System.nanoTime() - BETWEEN_LINES.toNanos();

  void bound(ConnectionBounds newBounds) {
    bounds = newBounds;
  }

  Map<String, Long> ended() {
    Map<String, Long> counts = new TreeMap<>();
    for (Reason reason : Reason.values()) {
      AtomicLong count = ended.get(reason);
      counts.put(
          reason.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          count == null ? 0 : count.get());
    }
    return counts;
  }

  /** A connection has come; called by the one thread that accepts them. */
  @Override
  protected boolean setSocketOptions(SocketChannel socket) {
    if (isOneTooMany(socket)) {
      count(Reason.TOO_MANY_OF_ONE_ADDRESS);
      destroySocket(socket);
      return false;
    }
    int most = getMaxConnections();
    if (most > 0 && getConnections().size() >= most - most / PARTS_KEPT_FREE) {
      makePlace(Math.max(1, most / PARTS_KEPT_FREE));
    }
    return super.setSocketOptions(socket);
  }

  private boolean isOneTooMany(SocketChannel socket) {
    int most = bounds.perAddress();
    if (most == 0 || getConnections().size() < most) {
      return false;
    }
    String address = address(socket);
    long others =
        getConnections().stream()
            .filter(connection -> address.equals(connection.getRemoteAddr()))
            .count();
    return others >= most && !bounds.exempt().test(address);
  }

  private static String address(SocketChannel socket) {
    try {
      return socket.getRemoteAddress() instanceof InetSocketAddress remote
          ? remote.getAddress().getHostAddress()
          : "";
    } catch (IOException e) {
      // It is closed by now.
      return "";
    }
  }

  /** Ends those that have waited longest for their client. */
  private void makePlace(int places) {
    record Waiting(SocketWrapperBase<NioChannel> connection, long millis) {}
    getConnections().stream()
        .map(connection -> new Waiting(connection, waitsMillis(connection)))
        .filter(waiting -> waiting.millis >= 0)
        .sorted(Comparator.comparingLong(Waiting::millis).reversed())
        .limit(places)
        .forEach(waiting -> end(waiting.connection, 0, Reason.PLACE_NEEDED));
  }

  /** Ends connections whose request takes too long to begin, and tells of all that were ended. */
  void watch() {
    long most = bounds.headTimeout().toMillis();
    for (SocketWrapperBase<NioChannel> connection : getConnections()) {
      if (connection.getCurrentProcessor() != null && waitsMillis(connection) > most) {
        end(connection, most, Reason.HEAD_TOO_SLOW);
      }
    }
    long all = ended().values().stream().mapToLong(Long::longValue).sum();
    long now = System.nanoTime();
    if (all > told && now - toldAt > BETWEEN_LINES.toNanos()) {
      LOG.warn("{} connections were ended for the sake of others; in all: {}", all - told, ended());
      told = all;
      toldAt = now;
    }
  }

  private void end(SocketWrapperBase<NioChannel> connection, long longerThan, Reason reason) {
    if (connection.getLock().tryLock()) {
      try {
        if (waitsMillis(connection) >= longerThan) {
          count(reason);
          connection.close();
        }
      } finally {
        connection.getLock().unlock();
      }
    }
  }

  /**
   * For how long the connection has waited for a request, or for the rest of a head; less than 0 if
   * a request is being received or answered.
   */
  private static long waitsMillis(SocketWrapperBase<NioChannel> connection) {
    if (!connection.getLock().tryLock()) {
      return -1;
    }
    try {
      if (connection.isClosed()) {
        return -1;
      }
      Object processor = connection.getCurrentProcessor();
      if (processor == null) {
        return System.currentTimeMillis() - ((NioSocketWrapper) connection).getLastRead();
      }
      if (!(processor instanceof AbstractProcessor http) || http.isAsync() || http.isUpgrade()) {
        return -1;
      }
      long since = http.getRequest().getStartTimeNanos();
      return since < 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    } finally {
      connection.getLock().unlock();
    }
  }

  private void count(Reason reason) {
    ended.computeIfAbsent(reason, first -> new AtomicLong()).incrementAndGet();
  }
}
