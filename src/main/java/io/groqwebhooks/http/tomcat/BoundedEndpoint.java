package io.groqwebhooks.http.tomcat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
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

  /** A connection is not ended before Tomcat's other threads have come to know it. */
  private static final long NEW_MILLIS = 200;

  /** Tomcat looks for timeouts once a second, and then ends what has this one. */
  private static final long AT_ONCE_MILLIS = 1;

  /** Looking for a connection to end takes its time, and new ones come meanwhile. */
  private static final long NOT_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

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

  /** When no connection was found that could be ended. */
  private volatile long noneFoundAt = System.nanoTime() - BETWEEN_LINES.toNanos();

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
    String address = address(socket);
    if (isOneTooMany(address)
        && !makePlace(
            each -> isNeighbour(address, each.getRemoteAddr()),
            1,
            Reason.TOO_MANY_OF_ONE_ADDRESS)) {
      count(Reason.TOO_MANY_OF_ONE_ADDRESS);
      destroySocket(socket);
      return false;
    }
    keepPlacesFree();
    return super.setSocketOptions(socket);
  }

  private void keepPlacesFree() {
    int most = getMaxConnections();
    if (most <= 0 || connections.size() < most - most / PARTS_KEPT_FREE) {
      return;
    }
    long now = System.nanoTime();
    if (now - noneFoundAt > NOT_AGAIN_NANOS
        && !makePlace(each -> true, Math.max(1, most / PARTS_KEPT_FREE), Reason.PLACE_NEEDED)) {
      noneFoundAt = now;
    }
  }

  private boolean isOneTooMany(String address) {
    int most = bounds.perAddress();
    if (most == 0 || connections.size() < most) {
      return false;
    }
    long others =
        connections.values().stream()
            .filter(connection -> isNeighbour(address, connection.getRemoteAddr()))
            .count();
    return others >= most && !bounds.exempt().test(address);
  }

  /** Whether the other one counts for the same client; a proxy beside it does not. */
  private boolean isNeighbour(String address, @Nullable String other) {
    return other != null && Network.isShared(address, other) && !bounds.exempt().test(other);
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

  /**
   * Ends those of these that have waited longest for their client, or says that none does. A
   * proxy's are the last, since the next request of anyone may be about to come on them.
   */
  private boolean makePlace(
      Predicate<SocketWrapperBase<NioChannel>> these, int places, Reason reason) {
    List<Candidate> longest =
        connections.values().stream()
            .filter(these)
            .map(this::candidate)
            .filter(candidate -> candidate.waits != null && candidate.waits.millis >= NEW_MILLIS)
            .sorted(
                Comparator.comparing(Candidate::ofProxy)
                    .thenComparing(Candidate::waits, Comparator.reverseOrder()))
            .limit(places)
            .toList();
    longest.forEach(candidate -> end(candidate.connection, reason));
    return !longest.isEmpty();
  }

  private record Candidate(
      SocketWrapperBase<NioChannel> connection, boolean ofProxy, @Nullable Waits waits) {}

  private Candidate candidate(SocketWrapperBase<NioChannel> connection) {
    Waits waits = waits(connection);
    String address = waits == null ? null : connection.getRemoteAddr();
    return new Candidate(connection, address != null && bounds.exempt().test(address), waits);
  }

  /** Ends connections whose request takes too long to begin, and tells of all that were ended. */
  void watch() {
    // When all are taken, nobody else comes by to see to that.
    keepPlacesFree();
    long most = bounds.headTimeout().toMillis();
    for (SocketWrapperBase<NioChannel> connection : connections.values()) {
      Waits waits = waits(connection);
      if (waits != null && waits.forWhat == For.HEAD && waits.millis > most) {
        end(connection, Reason.HEAD_TOO_SLOW);
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

  private void end(SocketWrapperBase<NioChannel> connection, Reason reason) {
    if (connection.getLock().tryLock()) {
      try {
        Waits waits = waits(connection);
        if (waits == null) {
          return;
        }
        count(reason);
        if (waits.forWhat == For.BODY) {
          // The application is told by Tomcat, as of any other client that has become too slow: at
          // once, or if there is no thread for that, when Tomcat looks for timeouts.
          connection.setReadTimeout(AT_ONCE_MILLIS);
          connection.setError(new SocketTimeoutException());
          processSocket(connection, SocketEvent.ERROR, true);
        } else {
          connection.close();
        }
      } finally {
        connection.getLock().unlock();
      }
    }
  }

  /** What a connection waits for. */
  private enum For {
    REQUEST,
    HEAD,
    BODY
  }

  /** For what, and how long, a connection has waited for its client. */
  private record Waits(For forWhat, long millis) implements Comparable<Waits> {

    @Override
    public int compareTo(Waits other) {
      return Long.compare(millis, other.millis);
    }
  }

  /** What the connection waits for, or null if it is being served, or is about to be ended. */
  private static @Nullable Waits waits(SocketWrapperBase<NioChannel> connection) {
    if (!connection.getLock().tryLock()) {
      return null;
    }
    try {
      NioSocketWrapper polled = (NioSocketWrapper) connection;
      // What the poller does not listen for has come, and waits for a thread.
      if (connection.isClosed()
          || connection.getReadTimeout() == AT_ONCE_MILLIS
          || !polled.interestOpsHas(SelectionKey.OP_READ)) {
        return null;
      }
      Object processor = connection.getCurrentProcessor();
      if (processor == null) {
        return new Waits(For.REQUEST, System.currentTimeMillis() - polled.getLastRead());
      }
      if (!(processor instanceof AbstractProcessor http) || http.isUpgrade()) {
        return null;
      }
      Request request = http.getRequest();
      boolean receiving = request.getReadListener() != null && !request.isFinished();
      if (http.isAsync() && !receiving) {
        return null;
      }
      long begun = request.getStartTimeNanos();
      return new Waits(
          http.isAsync() ? For.BODY : For.HEAD,
          begun < 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    } finally {
      connection.getLock().unlock();
    }
  }

  private void count(Reason reason) {
    ended.computeIfAbsent(reason, first -> new AtomicLong()).incrementAndGet();
  }
}
