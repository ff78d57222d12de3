package io.groqwebhooks.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of the packaged jar. */
@Command(
    name = "groq-webhooks-camel",
    description = "Receives signed webhooks. Without a command, starts the receiver.",
    mixinStandardHelpOptions = true,
    subcommands = {Trigger.class, Replay.class})
public final class Commands {

  private Commands() {}

  /** Whether the first argument asks for a command (or for help) and not for the receiver. */
  public static boolean isCommand(String argument) {
    return !argument.startsWith("--") || argument.equals("--help");
  }

  /** Runs a command and returns the exit code: 0, 1 if it failed, 2 if it was used wrongly. */
  public static int run(String[] args) {
    return new CommandLine(new Commands()).execute(args);
  }
}
