package io.groqwebhooks.process;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A system that handlers send events to; each test tells it how to answer. */
final class DownstreamServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, List<Integer>> scripts = new ConcurrentHashMap<>();
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final Set<String> headers = ConcurrentHashMap.newKeySet();

  DownstreamServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          String id = exchange.getRequestURI().getPath().substring(1);
          headers.addAll(exchange.getRequestHeaders().keySet());
          int call = calls.merge(id, 1, Integer::sum);
          List<Integer> script = scripts.getOrDefault(id, List.of(200));
          exchange.sendResponseHeaders(script.get(Math.min(call, script.size()) - 1), -1);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Answers calls for this event with these statuses in order, and the last one from then on. */
  void answer(String eventId, Integer... statuses) {
    scripts.put(eventId, List.of(statuses));
    calls.remove(eventId);
  }

  /** How often it was called for this event. */
  int calls(String eventId) {
    return calls.getOrDefault(eventId, 0);
  }

  /** The names of all headers that any call had. */
  Set<String> headers() {
    return Set.copyOf(headers);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
