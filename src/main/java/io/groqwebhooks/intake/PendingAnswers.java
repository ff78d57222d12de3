package io.groqwebhooks.intake;

import io.groqwebhooks.source.WebhookSource;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that senders wait for. When a handler takes longer than the timeout, its sender is
 * told to come again, and the handler runs on in the thread that received the request. Safe for use
 * by several threads.
 */
public final class PendingAnswers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PendingAnswers.class);
  private static final Duration LONGEST_STEP = Duration.ofMillis(500);

  private final Duration timeout;
  private final Set<PendingAnswer> pending = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "webhook-answers");
            thread.setDaemon(true);
            return thread;
          });

  /** Answers of which none takes much longer than the timeout. */
  public PendingAnswers(Duration timeout) {
    this.timeout = timeout;
    // One look at all of them costs less than a timer for each.
    long step = Math.min(LONGEST_STEP.toMillis(), Math.max(1, timeout.toMillis() / 4));
    var unused =
        clock.scheduleWithFixedDelay(
            () -> pending.removeIf(PendingAnswer::giveIfLate), step, step, TimeUnit.MILLISECONDS);
  }

  /** From now on the sender waits, until the answer is closed. */
  public PendingAnswer open(WebhookSource source, HttpServletResponse response) {
    PendingAnswer answer = new PendingAnswer(source, response);
    pending.add(answer);
    return answer;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  /** The answer to one request, given once. */
  public final class PendingAnswer implements AutoCloseable {

    private final WebhookSource source;
    private final HttpServletResponse response;
    private final long begun = System.nanoTime();
    // Also while the answer is written: the response is another request's when this one is over.
    private final ReentrantLock giving = new ReentrantLock();
    private boolean given;

    private PendingAnswer(WebhookSource source, HttpServletResponse response) {
      this.source = source;
      this.response = response;
    }

    /** Writes and sends the answer, unless the sender was told to come again. */
    void give(HttpAnswer answer) throws IOException {
      giving.lock();
      try {
        if (!given) {
          given = true;
          answer.writeTo(response);
          response.getOutputStream().close();
        }
      } finally {
        giving.unlock();
      }
    }

    private boolean giveIfLate() {
      if (System.nanoTime() - begun <= timeout.toNanos()) {
        return false;
      }
      if (!giving.tryLock()) {
        return true; // It is being given.
      }
      try {
        if (!given) {
          LOG.warn(
              "{}: a handler runs for more than {} ms; the sender is told to come again",
              source.name(),
              timeout.toMillis());
          // The next request on this connection would wait for the handler.
          response.setHeader("Connection", "close");
          give(HttpAnswer.of(Outcome.UNAVAILABLE));
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("The sender has gone", e);
      } finally {
        giving.unlock();
      }
      return true;
    }

    /** From here on the response is not touched. */
    @Override
    public void close() {
      pending.remove(this);
      giving.lock();
      try {
        given = true;
      } finally {
        giving.unlock();
      }
    }
  }
}
