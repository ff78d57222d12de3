package io.groqwebhooks.faststart;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks as Redis does, on loopback, and agrees to everything: enough for {@link Training} to let
 * the JVM learn the way of an event through Redis's client. It keeps nothing.
 */
final class TrainingRedis implements AutoCloseable {

  private static final String HELLO =
      "%3\r\n+server\r\n+redis\r\n+version\r\n+7.4.0\r\n+proto\r\n:3\r\n";

  private final ServerSocket server;

  TrainingRedis() throws IOException {
    server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    inBackground(this::accept);
  }

  String url() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() throws IOException {
    while (true) {
      Socket connection = server.accept();
      inBackground(() -> converse(connection));
    }
  }

  private static void converse(Socket connection) throws IOException {
    try (connection;
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(connection.getInputStream()));
        OutputStream out = new BufferedOutputStream(connection.getOutputStream())) {
      while (true) {
        String answer =
            switch (command(in)) {
              case "HELLO" -> HELLO;
              case "EVALSHA", "EXISTS" -> ":1\r\n";
              default -> "+OK\r\n";
            };
        out.write(answer.getBytes(StandardCharsets.US_ASCII));
        if (in.available() == 0) {
          out.flush();
        }
      }
    }
  }

  /** Reads one command, an array of strings, and returns the first of them. */
  private static String command(DataInputStream in) throws IOException {
    int words = length(in);
    String command = "";
    for (int i = 0; i < words; i++) {
      byte[] word = new byte[length(in)];
      in.readFully(word);
      in.skipNBytes(2);
      if (i == 0) {
        command = new String(word, StandardCharsets.US_ASCII);
      }
    }
    return command;
  }

  private static int length(DataInputStream in) throws IOException {
    in.readByte();
    int length = 0;
    for (int digit = in.read(); digit != '\r'; digit = in.read()) {
      if (digit < 0) {
        throw new EOFException();
      }
      length = 10 * length + digit - '0';
    }
    in.skipNBytes(1);
    return length;
  }

  @FunctionalInterface
  private interface Task {
    void run() throws IOException;
  }

  private static void inBackground(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The other side has gone, or this one is closed.
              }
            },
            "training-redis");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
