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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why a source refuses deliveries, in the log and to listeners, so that nobody has to guess
 * what "signature mismatch" means. It examines a few deliveries of a source and one more in a
 * while, after they were answered and in a thread of its own: whatever strangers send, it costs no
 * more, and the time of an answer tells nothing of what was found. Safe for use by several threads.
 */
final class RefusalDoctor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("webhooks.doctor");

  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  /** How many are examined without a pause between them. */
  private static final int BURST = 5;

  private static final int LARGEST_BODY = 64 * 1024;
  private static final int LONGEST_QUEUE = 16;

  /** A refused delivery that is to be examined. */
  record Suspect(WebhookSource source, WebhookRequest request) {}

  /** Until when examinations are paid for, by their cause: each pays for one pause. */
  private final Map<String, Long> paidUntil = new ConcurrentHashMap<>();

  private record Told(String problem, long at) {}

  /** What was logged last, by source. */
  private final Map<String, Told> told = new ConcurrentHashMap<>();

  private final DeliveryListeners listeners;
  private final ThreadPoolExecutor thread;

  RefusalDoctor(DeliveryListeners listeners) {
    this.listeners = listeners;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LONGEST_QUEUE),
            runnable -> {
              Thread daemon = new Thread(runnable, "webhook-doctor");
              daemon.setDaemon(true);
              return daemon;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * What is to be examined of the delivery, or null if enough of the source were lately that were
   * refused for the same reason.
   *
   * @param request the delivery, whose headers are asked for now
   */
  @Nullable Suspect suspect(WebhookSource source, Verification refusal, WebhookRequest request) {
    byte[] body = request.body();
    if (body.length > LARGEST_BODY || !isDue(source.name() + " " + refusal)) {
      return null;
    }
    Doctor doctor = source.doctor();
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : doctor.headers()) {
      String value = request.header(name);
      if (value != null) {
        values.put(name, value);
      }
    }
    return new Suspect(source, WebhookRequest.of(values::get, request.query(), body));
  }

  /** Examines it later. */
  void examine(Suspect suspect, DeliveryListener.EndedDelivery ended) {
    thread.execute(() -> tell(suspect, ended));
  }

  private boolean isDue(String cause) {
    long now = System.nanoTime();
    Long paid = paidUntil.get(cause);
    if (paid != null && paid - now > (BURST - 1) * PAUSE_NANOS) {
      // Most of the time, and then without a lock that refusals would wait for.
      return false;
    }
    boolean[] due = new boolean[1];
    paidUntil.compute(
        cause,
        (name, until) -> {
          long from = until == null || until - now < 0 ? now : until;
          due[0] = from - now <= (BURST - 1) * PAUSE_NANOS;
          return due[0] ? from + PAUSE_NANOS : from;
        });
    return due[0];
  }

  private void tell(Suspect suspect, DeliveryListener.EndedDelivery ended) {
    WebhookSource source = suspect.source();
    try {
      Finding finding = source.doctor().examine(suspect.request());
      if (!finding.isGenuine()) {
        Finding told = withFiles(source, ended, finding);
        log(source.name(), told);
        listeners.explained(ended, told.problem(), told.remedy());
      }
    } catch (RuntimeException e) {
      LOG.debug("A refused delivery cannot be examined", e);
    }
  }

  /** A new secret may be missing because the file that holds it cannot be used. */
  private static Finding withFiles(
      WebhookSource source, DeliveryListener.EndedDelivery ended, Finding finding) {
    String files = source.secrets().problem();
    return files == null || !Verification.SIGNATURE_MISMATCH.label().equals(ended.reason())
        ? finding
        : new Finding(finding.problem(), "Correct this first: " + files + ". " + finding.remedy());
  }

  /** The same sentence twice in a while tells nothing more. */
  private void log(String source, Finding finding) {
    long now = System.nanoTime();
    Told last = told.get(source);
    if (last == null
        || !last.problem().equals(finding.problem())
        || now - last.at() > PAUSE_NANOS) {
      told.put(source, new Told(finding.problem(), now));
      LOG.info("{}: {} {}", source, finding.problem(), finding.remedy());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
