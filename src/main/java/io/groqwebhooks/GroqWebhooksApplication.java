package io.groqwebhooks;

import io.groqwebhooks.cli.Commands;
import io.groqwebhooks.receiver.Receiver;

/** The packaged jar's entry: a first word is a command, anything else starts the receiver. */
public final class GroqWebhooksApplication {

  private GroqWebhooksApplication() {}

  /** Runs a command, or the receiver with Spring's own arguments ({@code --server.port=3001}). */
  public static void main(String[] args) {
    if (args.length > 0 && Commands.isCommand(args[0])) {
      System.exit(Commands.run(args));
    }
    Receiver.main(args);
  }
}
