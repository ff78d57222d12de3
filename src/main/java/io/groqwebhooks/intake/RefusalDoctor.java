package io.groqwebhooks.intake;

import io.groqwebhooks.signature.SignatureDoctor.Finding;
import io.groqwebhooks.signature.Verification;
import io.groqwebhooks.source.Doctor;
import io.groqwebhooks.source.WebhookRequest;
import io.groqwebhooks.source.WebhookSource;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a source refuses deliveries, so that nobody has to guess what "signature mismatch"
 * means. It examines one delivery of a source in a while, after it was answered and in a thread of
 * its own: whatever strangers send, it costs no more, and the time of an answer tells nothing of
 * what was found. Safe for use by several threads.
 */
final class RefusalDoctor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.doctor");

  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int LARGEST_BODY = 64 * 1024;

  private final Map<String, Long> examinedAt = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor thread;

  RefusalDoctor() {
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            runnable -> {
              Thread daemon = new Thread(runnable, "webhook-doctor");
              daemon.setDaemon(true);
              return daemon;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Examines the delivery later, unless one of the source was examined just now that was refused
   * for the same reason.
   *
   * @param request the delivery, whose headers are asked for now
   */
  void examine(WebhookSource source, Verification refusal, WebhookRequest request) {
    byte[] body = request.body();
    if (body.length > LARGEST_BODY
        || !LOG.isInfoEnabled()
        || !isDue(source.name() + " " + refusal)) {
      return;
    }
    Doctor doctor = source.doctor();
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : doctor.headers()) {
      String value = request.header(name);
      if (value != null) {
        values.put(name, value);
      }
    }
    WebhookRequest refused = WebhookRequest.of(values::get, request.query(), body);
    thread.execute(() -> tell(source, doctor, refused));
  }

  private boolean isDue(String cause) {
    long now = System.nanoTime();
    Long last = examinedAt.get(cause);
    if (last != null && now - last < PAUSE_NANOS) {
      // Most of the time, and then without a lock that refusals would wait for.
      return false;
    }
    boolean[] due = new boolean[1];
    examinedAt.compute(
        cause,
        (name, before) -> {
          due[0] = before == null || now - before >= PAUSE_NANOS;
          return due[0] ? now : before;
        });
    return due[0];
  }

  private static void tell(WebhookSource source, Doctor doctor, WebhookRequest request) {
    try {
      Finding finding = doctor.examine(request);
      if (!finding.isGenuine()) {
        LOG.info("{}: {} {}", source.name(), finding.problem(), finding.remedy());
      }
    } catch (RuntimeException e) {
      LOG.debug("A refused delivery cannot be examined", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
