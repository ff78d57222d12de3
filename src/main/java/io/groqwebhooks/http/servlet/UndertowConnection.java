package io.groqwebhooks.http.servlet;

import io.undertow.servlet.handlers.ServletRequestContext;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * The connection of a request on Undertow. Undertow ends a request only when it has read all of its
 * body, with a thread that waits for that as long as the sender likes; where the connection is
 * closed there is nothing to wait for. Of HTTP/2 that closes the one stream.
 */
final class UndertowConnection {

  private static final boolean PRESENT =
      ClassUtils.isPresent(
          "io.undertow.servlet.handlers.ServletRequestContext",
          UndertowConnection.class.getClassLoader());

  private UndertowConnection() {}

  /** That of the request that this thread serves; null if it is not Undertow that serves it. */
  static @Nullable Closeable ofThisRequest() {
    return PRESENT ? Present.ofThisRequest() : null;
  }

  /** Loaded only where Undertow is. */
  private static final class Present {

    static @Nullable Closeable ofThisRequest() {
      ServletRequestContext context = ServletRequestContext.current();
      return context == null ? null : context.getExchange().getConnection();
    }
  }
}
