package io.groqwebhooks.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands of the packaged jar. */
@Command(
    name = "groq-webhooks-camel",
    description = "Receives signed webhooks. Without a command, starts the receiver.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class,
    subcommands = {Trigger.class, Replay.class, Senders.class, Explain.class, Train.class})
public final class Commands {

  private Commands() {}

  /** Whether the first argument asks for a command (or for help) and not for the receiver. */
  public static boolean isCommand(String argument) {
    return !argument.startsWith("--") || argument.equals("--help") || argument.equals("--version");
  }

  /** Runs a command and returns the exit code: 0, 1 if it failed, 2 if it was used wrongly. */
  public static int run(String[] args) {
    // In UTF-8 whatever the locale: a printed curl command is signed for exactly these bytes.
    return commandLine()
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Commands())
        // Otherwise picocli takes `--data @file` for a file of further arguments.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((wrong, args) -> explain(wrong));
  }

  /** One line on what is wrong, which the whole usage text would push out of sight. */
  private static int explain(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    command.getErr().println(wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    command
        .getErr()
        .println("See '" + command.getCommandSpec().qualifiedName() + " --help' for the usage.");
    return ExitCode.USAGE;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Commands.class.getPackage().getImplementationVersion();
      return new String[] {"groq-webhooks-camel " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
