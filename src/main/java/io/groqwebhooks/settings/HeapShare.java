package io.groqwebhooks.settings;

/**
 * What may fill the heap at the same time, and which part of it each may take. Together they leave
 * room for the garbage that is made beside them.
 */
public enum HeapShare {
  /** Connections of clients, each with its buffers. */
  CONNECTIONS(22),
  /** Bodies on their way, verified or not. */
  BODIES(20),
  /** What handlers make of bodies. */
  HANDLERS(38),
  /** What waits in the broker inside the receiver. */
  QUEUE(6);

  /** What the receiver itself keeps; in a heap below twice of that it is taken for half of it. */
  private static final long KEPT_BYTES = 60 << 20;

  private final int percent;

  HeapShare(int percent) {
    this.percent = percent;
  }

  int percent() {
    return percent;
  }

  /** How many bytes that are in this JVM. */
  public long bytes() {
    long heap = Runtime.getRuntime().maxMemory();
    return Math.max(heap - KEPT_BYTES, heap / 2) * percent / 100;
  }
}
