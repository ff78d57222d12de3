package io.groqwebhooks.forward;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real server that events are sent to; a test tells it how to answer. */
final class TargetServer implements AutoCloseable {

  /** What has come, and when. */
  record Request(long nanos, Map<String, String> headers, String text) {}

  /** How to answer. */
  interface Script {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Deque<Script> scripts = new ArrayDeque<>();

  TargetServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, all) -> headers.put(name, all.get(0)));
            requests.add(
                new Request(System.nanoTime(), headers, new String(body, StandardCharsets.UTF_8)));
            next().answer(exchange);
          }
        });
    server.start();
  }

  private synchronized Script next() {
    Script script = scripts.poll();
    return script == null ? status(200) : script;
  }

  /** Answers the next requests like that; all others get 200. */
  synchronized TargetServer then(Script... more) {
    scripts.addAll(List.of(more));
    return this;
  }

  /** An answer without a body. */
  static Script status(int status, String... headers) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return exchange -> {
      all.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://localhost:" + port() + "/hooks?key=token_in_url";
  }

  List<Request> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
