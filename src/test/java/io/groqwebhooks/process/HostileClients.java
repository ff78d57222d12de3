package io.groqwebhooks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many connections of one kind, from many addresses, that take what they can of a receiver and
 * bring no event. What the receiver ends is opened anew at once. One thread drives them all.
 *
 * <p>By itself: {@code java ... HostileClients <port> <kind> <connections> <seconds>}.
 */
final class HostileClients implements AutoCloseable {

  private static final String POST = "POST /webhooks/groq HTTP/1.1\r\nHost: localhost\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  /** What a connection does. */
  enum Kind {
    /** Sends nothing. */
    IDLE("", ""),
    /** Sends a head that never ends, a byte a second. */
    SLOW_HEAD(POST + "X: ", "x"),
    /** Sends a body that never ends, a byte a second. */
    SLOW_BODY(POST + JSON + "Content-Length: 60000\r\n\r\n", "x"),
    /** Sends most of a large body at once, and then nothing. */
    HALF_BODY(POST + JSON + "Content-Length: 1000000\r\n\r\n" + "x".repeat(200_000), ""),
    /** Sends a body to where nobody wants it. */
    UNWANTED_BODY(
        "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n", "x"),
    /** Asks again and again, and never reads an answer. */
    NEVER_READS("", (POST + "Content-Length: 0\r\n\r\n").repeat(50)),
    /** Ends as soon as it has begun. */
    CHURN("", "");

    private final String beginning;
    private final String more;

    Kind(String beginning, String more) {
      this.beginning = beginning;
      this.more = more;
    }
  }

  private static final long PAUSE_MILLIS = 1_000;

  private final InetSocketAddress target;
  private final Kind kind;
  private final List<Client> clients = new ArrayList<>();
  private final AtomicLong opened = new AtomicLong();
  private final Thread thread = new Thread(this::run, "hostile-clients");
  private volatile boolean ended;

  /**
   * So many connections, kept open until these are closed.
   *
   * @param addresses from how many addresses they come, all of the loopback network
   */
  HostileClients(InetSocketAddress target, Kind kind, int connections, int addresses) {
    this.target = target;
    this.kind = kind;
    for (int i = 0; i < connections; i++) {
      clients.add(new Client(i % addresses));
    }
  }

  HostileClients start() {
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** How many connections were begun so far. */
  long opened() {
    return opened.get();
  }

  private void run() {
    while (!ended) {
      long begun = System.nanoTime();
      for (Client client : clients) {
        client.goOn();
      }
      try {
        Thread.sleep(Math.max(1, PAUSE_MILLIS - (System.nanoTime() - begun) / 1_000_000));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    clients.forEach(Client::end);
  }

  private final class Client {

    private final int address;
    private final ByteBuffer scrap = ByteBuffer.allocate(512);
    private SocketChannel channel;
    private ByteBuffer unsent = ByteBuffer.allocate(0);

    Client(int address) {
      this.address = address;
    }

    /** Whatever can be done without waiting. */
    void goOn() {
      try {
        if (channel == null || kind == Kind.CHURN) {
          end();
          begin();
        }
        if (!channel.finishConnect()) {
          return;
        }
        if (!unsent.hasRemaining()) {
          unsent = bytes(kind.more);
        }
        channel.write(unsent);
        if (kind != Kind.NEVER_READS && channel.read(scrap.clear()) < 0) {
          end();
        }
      } catch (IOException e) {
        end();
      }
    }

    private void begin() throws IOException {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      byte[] from = {127, 1, (byte) (address >> 8), (byte) (1 + (address & 0x7F))};
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      channel.connect(target);
      opened.incrementAndGet();
      unsent = bytes(kind.beginning);
    }

    void end() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // It is of no use any more.
      }
      channel = null;
    }
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }

  public static void main(String[] args) throws Exception {
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    Kind kind = Kind.valueOf(args[1]);
    int connections = Integer.parseInt(args[2]);
    try (HostileClients clients = new HostileClients(target, kind, connections, 100).start()) {
      Thread.sleep(1_000L * Integer.parseInt(args[3]));
      System.out.println(clients.opened() + " connections were begun");
    }
  }
}
