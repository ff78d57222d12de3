package io.groqwebhooks.intake;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.Reader;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body has been received. To Camel's HTTP binding it shows no body: the binding
 * would copy the bytes, unpack what calls itself packed, and decode by whatever charset the content
 * type names, all before verification. The intake takes the bytes from {@link #body()}.
 *
 * <p>It also holds the delivery's share of the {@link IntakeCapacity}, until both the request is
 * answered and the exchange that handles it is done.
 */
final class ReceivedRequest extends HttpServletRequestWrapper {

  private enum Holder {
    REQUEST,
    EXCHANGE,
    NOBODY
  }

  private final byte[] body;
  private final Runnable leave;
  private final AtomicReference<Holder> holder = new AtomicReference<>(Holder.REQUEST);

  ReceivedRequest(HttpServletRequest request, byte[] body, Runnable leave) {
    super(request);
    this.body = body;
    this.leave = leave;
  }

  /**
   * The received request that Camel's HTTP binding put into the exchange, or null if it holds
   * another one.
   */
  static @Nullable ReceivedRequest unwrap(@Nullable Object request) {
    while (request instanceof HttpServletRequestWrapper wrapper) {
      if (wrapper instanceof ReceivedRequest received) {
        return received;
      }
      request = wrapper.getRequest();
    }
    return null;
  }

  byte[] body() {
    return body;
  }

  /** The header's value, or null if it is missing or stands more than once. */
  @Nullable String singleHeader(String name) {
    var values = getHeaders(name);
    if (!values.hasMoreElements()) {
      return null;
    }
    String value = values.nextElement();
    return values.hasMoreElements() ? null : value;
  }

  /**
   * From now on the share ends with the exchange: a handler may run on after its request timed out.
   */
  void exchangeBegins() {
    holder.compareAndSet(Holder.REQUEST, Holder.EXCHANGE);
  }

  void exchangeDone() {
    leaveAs(Holder.EXCHANGE);
  }

  void requestDone() {
    leaveAs(Holder.REQUEST);
  }

  private void leaveAs(Holder expected) {
    if (holder.compareAndSet(expected, Holder.NOBODY)) {
      leave.run();
    }
  }

  @Override
  public AsyncContext startAsync() {
    return new AsyncUntilAnswered(super.startAsync());
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return new AsyncUntilAnswered(super.startAsync(request, response));
  }

  @Override
  public String getContentType() {
    return HttpAnswer.CONTENT_TYPE;
  }

  @Override
  public String getCharacterEncoding() {
    return "UTF-8";
  }

  @Override
  public int getContentLength() {
    return 0;
  }

  @Override
  public long getContentLengthLong() {
    return 0;
  }

  @Override
  public ServletInputStream getInputStream() {
    return NoBody.INSTANCE;
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(Reader.nullReader());
  }

  private static final class NoBody extends ServletInputStream {

    static final NoBody INSTANCE = new NoBody();

    @Override
    public int read() {
      return -1;
    }

    @Override
    public boolean isFinished() {
      return true;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("The body was read");
    }
  }
}
