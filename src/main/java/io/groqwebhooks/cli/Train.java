package io.groqwebhooks.cli;

import io.groqwebhooks.faststart.FastStart;
import io.groqwebhooks.faststart.Training;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a receiver that starts faster because the JVM has learnt from it at work. */
@Command(
    name = "train",
    description =
        "Run the receiver on events of its own, and keep what the JVM has learnt of it, so that it"
            + " starts faster.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class)
final class Train implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description =
          "Where the receiver is unpacked to, with java.args to start it: java @FOLDER/java.args."
              + " Without it, the events are handled in this JVM, which may have options of its own"
              + " (-XX:AOTCacheOutput=FILE, -XX:ArchiveClassesAtExit=FILE).")
  private @Nullable Path folder;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "256m",
      description =
          "The heap that java.args gives the receiver: a size such as ${DEFAULT-VALUE}, or a part"
              + " such as 60%% of the memory of the machine or container that it is started in.")
  private String heap = "";

  @Override
  public Integer call() throws Exception {
    return folder == null ? trainHere() : unpackAndTrain(folder);
  }

  private int unpackAndTrain(Path folder) throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    // After java -jar this is the jar; otherwise it is a list of entries, or a folder.
    File jar = new File(System.getProperty("java.class.path"));
    if (!jar.isFile()) {
      err.println("Only the packaged jar can be unpacked: java -jar <jar> train FOLDER");
      return ExitCode.USAGE;
    }
    FastStart start;
    try {
      start = new FastStart(jar.toPath(), folder, heap);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return ExitCode.USAGE;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Unpacking and training, which takes about half a minute ...");
    try {
      start.make();
    } catch (IOException e) {
      err.println("Not trained: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
    out.println("Start it with: java @" + start.arguments());
    out.println("If your handlers need memory, read in that file how to choose the heap.");
    return ExitCode.OK;
  }

  private int trainHere() throws Exception {
    PrintStream out = System.out;
    // The receiver has to write its log, because that is part of its work, but nobody reads it.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      int events = Training.run();
      spec.commandLine().getOut().println("Trained on " + events + " events");
      return ExitCode.OK;
    } finally {
      System.setOut(out);
    }
  }
}
