package io.groqwebhooks.faststart;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder that the receiver starts from in a third of the time: the packaged jar unpacked, an
 * archive of what this JVM has learnt of it ({@code receiver.archive}), and the JVM's options
 * ({@code java.args}).
 */
public final class FastStart {

  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          // What a delivery needs is garbage when it is answered, and most of it dies in a large
          // young generation.
          "-Xmn44m",
          // Objects are smaller on newer JVMs, so that there are fewer collections.
          "-XX:+UseCompactObjectHeaders",
          // A receiver that has run out of memory no longer works, but could go on looking alive.
          "-XX:+ExitOnOutOfMemoryError",
          // Memory that the compilers needed goes back to the system.
          "-XX:TrimNativeHeapInterval=5000",
          // What the archive knows to be needed is compiled after 16 calls, not after 128.
          "-XX:Tier0InvokeNotifyFreqLog=4");

  /** A size, or a part of all memory. Without either a JVM would take a quarter of the machine. */
  private static final Pattern HEAP = Pattern.compile("(\\d+[kmgKMG])|(\\d{1,2})%");

  /** Environment variables that the receiver reads settings from; training knows none. */
  private static final Pattern SETTING =
      Pattern.compile("(SPRING|SERVER|MANAGEMENT|LOGGING|CAMEL|WEBHOOKS|GROQ|REDIS)_.*");

  private final Path jar;
  private final Path folder;
  private final Path log;
  private final String heap;

  /**
   * The jar's receiver, in a folder that does not exist yet or is empty.
   *
   * @param heap how much memory the receiver may use for objects: a size such as {@code 256m}, or a
   *     part of the memory that there is, such as {@code 60%}
   * @throws IllegalArgumentException if the heap is neither
   */
  public FastStart(Path jar, Path folder, String heap) {
    this.heap = option(heap);
    // The paths are absolute because the JVM compares them letter by letter with those of the
    // training.
    this.jar = jar.toAbsolutePath().normalize();
    this.folder = folder.toAbsolutePath().normalize();
    this.log = this.folder.resolve("train.log");
  }

  private static String option(String heap) {
    Matcher matcher = HEAP.matcher(heap);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "The heap is a size such as 256m or a part such as 60%, not " + heap);
    }
    return matcher.group(1) != null
        ? "-Xmx" + matcher.group(1)
        : "-XX:MaxRAMPercentage=" + matcher.group(2);
  }

  /** The file with the options to start the receiver. */
  public Path arguments() {
    return folder.resolve("java.args");
  }

  /**
   * Makes the folder.
   *
   * @throws IOException if it holds something already, or a step fails; the message says which
   */
  public void make() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IOException(folder + " is not empty");
      }
    }
    run("-Djarmode=tools", "-jar", jar.toString(), "extract", "--force", "--destination", ".");
    // From Java 25 on what was learnt is more than which classes are loaded.
    boolean cache = Runtime.version().feature() >= 25;
    Path archive = folder.resolve("receiver.archive");
    Path unpacked = folder.resolve(jar.getFileName());
    List<String> options = OPTIONS.stream().filter(FastStart::isKnown).toList();
    List<String> training = new ArrayList<>(options);
    // Not a part of this machine's memory: beyond 32 GiB objects are of another layout, which an
    // archive for less does not fit.
    training.add("-Xmx256m");
    training.add((cache ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
    training.addAll(List.of("-jar", unpacked.toString(), "train"));
    run(training.toArray(String[]::new));
    Files.writeString(
        arguments(),
        """
        # The receiver uses about 40 MiB of this heap between deliveries; the rest is for deliveries and
        # your handlers. The receiver's own limits follow it: performance.md says how to choose it.
        # It may be changed without training again.
        %s
        %s
        %s
        -jar %s
        """
            .formatted(
                heap,
                String.join("\n", options),
                quoted((cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive),
                quoted(unpacked.toString())));
  }

  /** Quotes for a file of arguments, where a backslash escapes what follows it. */
  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\") + '"';
  }

  /** Whether this JVM has the option. The receiver can do without those that older JVMs lack. */
  private static boolean isKnown(String option) {
    if (!option.startsWith("-XX:")) {
      return true;
    }
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .getVMOption(option.replaceAll("^-XX:[+-]?|=.*", ""));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process.environment().keySet().removeIf(SETTING.asMatchPredicate());
    if (process.start().waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed, see " + log);
    }
  }
}
