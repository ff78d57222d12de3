package io.groqwebhooks.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.groqwebhooks.intake.Admission;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.source.SenderFiles;
import io.groqwebhooks.source.WebhookSource;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request has taken is given back when the application's own filters end it. */
class AbandonedRequestTest {

  private static final int MEMORY = 100_000;
  private static final Map<String, String> SETTINGS = Map.of("webhooks.sources.groq.secrets", "x");

  private final WebhookSource source =
      WebhookSource.of(
          "groq",
          new SettingsReader(SETTINGS::get, SETTINGS.keySet()).source("groq"),
          SenderFiles.inJar());
  private final Intake intake =
      new Intake(
          new Admission(10, 2 * MEMORY, 2 * MEMORY),
          new DeliveryListeners(List.of()),
          Duration.ofMinutes(1));

  private Tomcat tomcat;
  private Context context;

  @BeforeEach
  void describe(@TempDir Path folder) {
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "nothing", new HttpServlet() {}).setAsyncSupported(true);
    context.addServletMapping("/", "nothing");
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
    intake.close();
  }

  private void add(String name, Filter filter, boolean async) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(name);
    definition.setFilter(filter);
    definition.setAsyncSupported(Boolean.toString(async));
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName(name);
    map.addURLPattern("/*");
    map.setDispatcher(DispatcherType.REQUEST.name());
    map.setDispatcher(DispatcherType.ASYNC.name());
    context.addFilterMap(map);
  }

  /**
   * Sends a body in two pieces, so that the second has to be waited for, and returns the status.
   */
  private String send() throws Exception {
    add("intake", new IntakeFilter(source, intake, Duration.ofSeconds(10), () -> true), true);
    tomcat.start();
    try (Socket socket = new Socket("localhost", tomcat.getConnector().getLocalPort())) {
      socket.setSoTimeout(10_000);
      write(
          socket,
          String.join(
              "\r\n",
              "POST /webhooks/groq HTTP/1.1",
              "Host: localhost",
              "Content-Type: application/json",
              "Transfer-Encoding: chunked",
              "Connection: close",
              "",
              "2",
              "{ ",
              ""));
      await().until(() -> !hasMemory(MEMORY) || tomcatHasAnswered(socket));
      write(socket, "2\r\n }\r\n0\r\n\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.substring(9, 12);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean tomcatHasAnswered(Socket socket) throws IOException {
    return socket.getInputStream().available() > 0;
  }

  private boolean hasMemory(int bytes) {
    try (var other = intake.begin(source, System.nanoTime(), null, (answer, late) -> {})) {
      return other.reserve(bytes);
    }
  }

  @Test
  void aFilterThatEndsTheAsynchronousPassLeavesNothingTaken() throws Exception {
    add(
        "application",
        (request, response, chain) -> {
          if (request.getDispatcherType() == DispatcherType.ASYNC) {
            ((HttpServletResponse) response).setStatus(403);
          } else {
            chain.doFilter(request, response);
          }
        },
        true);

    assertThat(send()).isEqualTo("403");
    await().until(() -> hasMemory(MEMORY));
  }

  @Test
  void aFilterThatAllowsNoAsynchronousPassLeavesNothingTaken() throws Exception {
    add("application", (request, response, chain) -> chain.doFilter(request, response), false);

    assertThat(send()).isEqualTo("500");
    await().until(() -> hasMemory(MEMORY));
  }
}
