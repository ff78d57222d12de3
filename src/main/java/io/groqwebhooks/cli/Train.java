package io.groqwebhooks.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lets the JVM learn from the receiver at work. */
@Command(
    name = "train",
    description =
        "Run the receiver on events of its own, and end; for the JVM's -XX:AOTCacheOutput=FILE or"
            + " -XX:ArchiveClassesAtExit=FILE, which make later starts faster.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class)
final class Train implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private final Callable<Integer> training;

  Train(Callable<Integer> training) {
    this.training = training;
  }

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    // The receiver's log is part of its work, and of no use here.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      int events = training.call();
      spec.commandLine().getOut().println("Trained on " + events + " events");
      return 0;
    } finally {
      System.setOut(out);
    }
  }
}
