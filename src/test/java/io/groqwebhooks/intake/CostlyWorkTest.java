package io.groqwebhooks.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CostlyWorkTest {

  private final CostlyWork work = new CostlyWork();

  @Test
  void ofMuchWorkAtOnceSomeIsDoneAndTheRestRefused() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService strangers = Executors.newCachedThreadPool();
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        answers.add(
            CompletableFuture.supplyAsync(
                () ->
                    Objects.equals(
                        work.call(
                            () -> {
                              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                              begun.countDown();
                              awaitEnd(end);
                              return atOnce.decrementAndGet();
                            }),
                        0),
                strangers));
      }
      begun.await();
      await().until(() -> answers.stream().filter(CompletableFuture::isDone).count() >= 80);
      end.countDown();
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    } finally {
      strangers.shutdownNow();
    }
    assertThat(most).hasValueLessThan(Runtime.getRuntime().availableProcessors() + 1);
    assertThat(answers.stream().filter(CompletableFuture::join).count()).isBetween(1L, 20L);
    assertThat(work.call(() -> "again")).isEqualTo("again");
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
