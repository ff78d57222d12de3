package io.groqwebhooks.console;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the console, which is made when somebody asks for it first. */
public final class ConsoleServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient Supplier<ConsoleSetup> setup;
  private transient @Nullable Console console;

  /** A console that is made with this when it is needed. */
  public ConsoleServlet(Supplier<ConsoleSetup> setup) {
    this.setup = setup;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    console().answer(request).write(response);
  }

  private synchronized Console console() {
    if (console == null) {
      console = new Console(setup.get());
    }
    return console;
  }
}
