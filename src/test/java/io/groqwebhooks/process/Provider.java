package io.groqwebhooks.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends events as a provider of webhooks does: what is not answered 2xx in time is delivered again,
 * after waits that double, and in turn to each of the receivers.
 */
final class Provider {

  /** An event to be delivered; one that is delivered twice on purpose is there twice. */
  record Event(String id, String type, String data) {

    /** One without data. */
    Event(String id, String type) {
      this(id, type, "{}");
    }
  }

  /** One delivery of an event and what came of it: a status, or what broke. */
  record Delivery(Instant begun, Instant ended, String eventId, String receiver, String outcome) {

    boolean acknowledged() {
      return outcome.startsWith("2");
    }
  }

  private static final int THREADS = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** After so many answers that the handler failed, an event is given up. */
  private static final int MOST_FAILURES = 5;

  private static final long FIRST_WAIT_MILLIS = 250;
  private static final long LONGEST_WAIT_MILLIS = 8_000;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final SignedSender signer =
      new SignedSender(URI.create("http://127.0.0.1/"), ReceiverProcess.SECRET);
  private final List<Replica> receivers;
  private final double eventsPerSecond;
  private final AtomicInteger turn = new AtomicInteger();
  private final ConcurrentLinkedQueue<Delivery> deliveries = new ConcurrentLinkedQueue<>();

  Provider(List<Replica> receivers, double eventsPerSecond) {
    this.receivers = receivers;
    this.eventsPerSecond = eventsPerSecond;
  }

  /** All deliveries so far, in the order in which they ended. */
  List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  /**
   * Sends the events at a steady pace, and returns when each was acknowledged, or was given up
   * since its handler fails.
   *
   * @return whether that came about within the limit
   */
  boolean send(List<Event> events, Random random, Duration limit)
      throws InterruptedException, ExecutionException {
    long begun = System.nanoTime();
    long deadline = begun + limit.toNanos();
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      long due = begun + (long) (i / eventsPerSecond * 1e9);
      double jitter = jitter(random);
      tasks.add(() -> deliver(event, due, deadline, jitter));
    }
    return all(tasks, THREADS);
  }

  /**
   * Sends each sequence of events one after the other, the next when the one before is
   * acknowledged, and all sequences at once.
   *
   * @return whether that came about within the limit
   */
  boolean sendInOrder(List<List<Event>> sequences, Random random, Duration limit)
      throws InterruptedException, ExecutionException {
    long begun = System.nanoTime();
    long deadline = begun + limit.toNanos();
    double interval = sequences.size() / eventsPerSecond * 1e9;
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (List<Event> sequence : sequences) {
      double jitter = jitter(random);
      tasks.add(
          () -> {
            boolean delivered = true;
            for (int i = 0; i < sequence.size() && delivered; i++) {
              delivered = deliver(sequence.get(i), begun + (long) (i * interval), deadline, jitter);
            }
            return delivered;
          });
    }
    return all(tasks, sequences.size());
  }

  private static double jitter(Random random) {
    return 0.8 + 0.4 * random.nextDouble();
  }

  private static boolean all(List<Callable<Boolean>> tasks, int atOnce)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      boolean all = true;
      for (Future<Boolean> delivered : threads.invokeAll(tasks)) {
        all &= delivered.get();
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean deliver(Event event, long due, long deadline, double jitter)
      throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    long wait = FIRST_WAIT_MILLIS;
    int failures = 0;
    while (System.nanoTime() < deadline) {
      Delivery delivery = deliverOnce(event);
      if (delivery.acknowledged()) {
        return true;
      }
      if (delivery.outcome().equals("500") && ++failures == MOST_FAILURES) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep((long) (wait * jitter));
      wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
    }
    return false;
  }

  private Delivery deliverOnce(Event event) throws InterruptedException {
    Replica receiver = receivers.get(turn.getAndIncrement() % receivers.size());
    byte[] body = SignedSender.event(event.id(), event.type(), event.data());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(receiver.url())
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    signer.headers(body).forEach(request::header);
    Instant begun = Instant.now();
    String outcome;
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      outcome =
          answer.statusCode() + (answer.body().contains("\"duplicate\":true") ? " duplicate" : "");
    } catch (IOException e) {
      outcome = "broken: " + e.getClass().getSimpleName();
    }
    Delivery delivery = new Delivery(begun, Instant.now(), event.id(), receiver.name(), outcome);
    deliveries.add(delivery);
    return delivery;
  }
}
