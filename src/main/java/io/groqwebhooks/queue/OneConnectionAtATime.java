package io.groqwebhooks.queue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how long threads wait for each other to connect. The factory behind this one makes its
 * shared connection under a lock: while the broker is away, each thread would wait for the failed
 * attempts of all before it. Safe for use by several threads.
 */
final class OneConnectionAtATime implements ConnectionFactory {

  private final ConnectionFactory connections;
  private final Duration timeout;
  private final ReentrantLock connecting = new ReentrantLock(true);

  OneConnectionAtATime(ConnectionFactory connections, Duration timeout) {
    this.connections = connections;
    this.timeout = timeout;
  }

  @Override
  public Connection createConnection() throws JMSException {
    return whenFree(connections::createConnection);
  }

  @Override
  public Connection createConnection(String user, String password) throws JMSException {
    return whenFree(() -> connections.createConnection(user, password));
  }

  @Override
  public JMSContext createContext() {
    return connections.createContext();
  }

  @Override
  public JMSContext createContext(String user, String password) {
    return connections.createContext(user, password);
  }

  @Override
  public JMSContext createContext(String user, String password, int sessionMode) {
    return connections.createContext(user, password, sessionMode);
  }

  @Override
  public JMSContext createContext(int sessionMode) {
    return connections.createContext(sessionMode);
  }

  @FunctionalInterface
  private interface Attempt {
    Connection connect() throws JMSException;
  }

  private Connection whenFree(Attempt attempt) throws JMSException {
    try {
      if (!connecting.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new JMSException("The broker does not answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JMSException("Interrupted");
    }
    try {
      return attempt.connect();
    } finally {
      connecting.unlock();
    }
  }
}
