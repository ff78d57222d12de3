package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The receiver as a process of its own, in a folder of its own, on a free port. */
final class ReceiverProcess extends ChildProcess {

  static final String SECRET = "whsec_of_the_tests";

  private static final Path EXECUTABLE = Path.of(System.getProperty("exec.jar"));
  private static final Path FAST_START = Path.of(System.getProperty("fast.start"));

  /** The executable jar as the build unpacks it. */
  private static final Path UNPACKED = FAST_START.resolve(EXECUTABLE.getFileName());

  private static final Path ARCHIVE = FAST_START.resolve("receiver.archive");

  private static final Duration STARTUP_LIMIT = Duration.ofMinutes(2);
  private static final Pattern READY = Pattern.compile("is ready on port (\\d+)");
  private static final Pattern OBSERVE = Pattern.compile("observe +(https?://[\\w.:/-]+)");

  private final Path folder;
  private volatile int port;

  private ReceiverProcess(Path folder, ProcessBuilder program) {
    super("receiver", STARTUP_LIMIT, program);
    this.folder = folder;
  }

  /** A receiver whose working directory is the folder. */
  static Setup in(Path folder) {
    return new Setup(folder);
  }

  /** What a process printed, and how it ended. */
  record Ended(int exitCode, String out, String err) {}

  /** How to start receivers; it can start one after the other in the same folder. */
  static final class Setup {

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> launcher = new ArrayList<>();
    private final List<String> jvmArguments = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private boolean quickStart = true;
    private List<String> program = List.of("-jar", UNPACKED.toString());

    private Setup(Path folder) {
      this.folder = folder;
      environment.put("GROQ_WEBHOOK_SECRET", SECRET);
      environment.put("SERVER_PORT", "0");
      // Receivers share a machine here, and most are not observed.
      environment.put("MANAGEMENT_SERVER_PORT", "-1");
      environment.put("LC_ALL", "C.UTF-8");
    }

    Setup environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    Setup without(String variable) {
      environment.remove(variable);
      return this;
    }

    /** Has its health and metrics shown, on a free port. */
    Setup observed() {
      return environment("MANAGEMENT_SERVER_PORT", "0");
    }

    Setup redis(RedisProcess redis) {
      return environment("REDIS_URL", redis.url());
    }

    Setup arguments(String... more) {
      arguments.addAll(List.of(more));
      return this;
    }

    /** Starts the executable jar itself, with the JVM's own defaults and these arguments. */
    Setup jvm(String... more) {
      quickStart = false;
      program = List.of("-jar", EXECUTABLE.toString());
      jvmArguments.addAll(List.of(more));
      return this;
    }

    /** Has it see that file system. */
    Setup on(SmallDisk disk) {
      launcher.addAll(disk.command(folder));
      return this;
    }

    /** Starts it as the README says, by the file that the command {@code train} has written. */
    Setup trained() {
      quickStart = false;
      program = List.of("@" + FAST_START.resolve("java.args"));
      return this;
    }

    /** Starts it as the image does. */
    Setup entrypoint(ImageFile image) {
      quickStart = false;
      program = image.arguments(folder, FAST_START);
      return this;
    }

    /** Takes the project's routes with the handlers of the tests, from a folder {@code routes}. */
    Setup testHandlers() {
      return handlers("test-handlers.camel.yaml");
    }

    /** Takes the project's routes with handlers that are there to be watched. */
    Setup observedHandlers() {
      return handlers("observed-handlers.camel.yaml");
    }

    /** Takes the project's routes with these handlers of the tests' resources. */
    Setup handlers(String name) {
      file("routes/error-handling.camel.yaml", read(Path.of("routes/error-handling.camel.yaml")));
      file("routes/groq-webhook.camel.yaml", read(Path.of("routes/groq-webhook.camel.yaml")));
      return file(
          "routes/groq-handlers.camel.yaml", read(Path.of("src/test/resources/process", name)));
    }

    Setup file(String name, String text) {
      try {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Starts a receiver and waits until it is ready. */
    ReceiverProcess start() {
      ReceiverProcess receiver = receiver(arguments);
      receiver.start();
      return receiver;
    }

    /** Starts a receiver that is not going to run, and waits for its end. */
    Ended startInVain(String... more) {
      List<String> all = new ArrayList<>(arguments);
      Collections.addAll(all, more);
      return end(receiver(all));
    }

    /** Runs a command of the jar. */
    Ended command(String... words) {
      return end(receiver(List.of(words)));
    }

    private static Ended end(ReceiverProcess process) {
      try (process) {
        process.launch();
        return new Ended(process.awaitExit(STARTUP_LIMIT), process.out(), process.err());
      }
    }

    private ReceiverProcess receiver(List<String> programArguments) {
      String chosen = System.getProperty("it.java", "");
      List<String> command = new ArrayList<>(launcher);
      command.addAll(chosen.isEmpty() ? java() : List.of(chosen));
      if (quickStart) {
        // A fraction of the time to start, and nothing here is about speed.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        if (chosen.isEmpty()) {
          command.add(
              (Runtime.version().feature() < 25 ? "-XX:SharedArchiveFile=" : "-XX:AOTCache=")
                  + ARCHIVE);
        }
      }
      command.addAll(jvmArguments);
      try {
        // A killed process leaves Tomcat's folders.
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      command.addAll(program);
      command.addAll(programArguments);
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      return new ReceiverProcess(folder, builder);
    }
  }

  @Override
  protected boolean isReady() {
    Matcher ready = READY.matcher(log());
    if (ready.find()) {
      port = Integer.parseInt(ready.group(1));
      return true;
    }
    return false;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  URI url() {
    return url("/webhooks/groq");
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Where health and metrics are. */
  String observeUrl() {
    Matcher address = OBSERVE.matcher(log());
    assertThat(address.find()).isTrue();
    return address.group(1);
  }

  /** The host and port of that. */
  InetSocketAddress observeAddress() {
    URI url = URI.create(observeUrl());
    return new InetSocketAddress(url.getHost(), url.getPort());
  }

  /** The address of a page of the console. */
  URI console(String path) {
    return URI.create(
        "http://127.0.0.1:" + observeAddress().getPort() + "/observe/webhooks" + path);
  }

  /** Status and body of what an operator is shown at the path, or the failure to reach it. */
  String observe(String path) {
    return get(URI.create(observeUrl() + path));
  }

  /** Status and body at the address, or the failure to reach it. */
  static String get(URI address) {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A sender that shares the receiver's secret. */
  SignedSender sender() {
    return new SignedSender(url(), SECRET);
  }

  /** Lines of level ERROR, and stack traces. */
  List<String> errorLines() {
    return log()
        .lines()
        .filter(line -> line.contains(" ERROR ") || line.startsWith("\tat "))
        .toList();
  }

  /** A file that a handler wrote, or an empty text while there is none. */
  String file(String name) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? read(file) : "";
  }

  byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  /** How often the test handlers have handled the event. */
  long timesHandled(String eventId) {
    return file("handled/" + eventId).lines().count();
  }

  /** How many events the test handlers have handled, each counted once. */
  long eventsHandled() {
    Path handled = folder.resolve("handled");
    if (!Files.isDirectory(handled)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(handled)) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often the test handlers have begun to handle the event. */
  long timesBegun(String eventId) {
    return file("begun/" + eventId).lines().count();
  }

  /** Keeps it from writing any file beyond that many bytes; null for no limit. */
  void limitFiles(Long bytes) {
    run("prlimit", "--pid", "" + pid(), "--fsize=" + (bytes == null ? "unlimited" : bytes) + ":");
  }

  /** Forgets the peak of resident memory there was up to now. */
  void forgetPeakMemory() {
    try {
      Files.writeString(systemFile("clear_refs"), "5");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The most resident memory since the start, or since the peak was forgotten, in MiB. */
  long peakResidentMemory() {
    return memory("VmHWM");
  }
}
