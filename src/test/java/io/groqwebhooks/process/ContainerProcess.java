package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A container of the image, run by podman in the foreground, as strictly as it can be: without
 * capabilities, with a root file system that nobody can write, and with one volume, which it keeps
 * from one start to the next. It is on the network of this machine, with ports of its own.
 */
final class ContainerProcess extends ChildProcess {

  private static final String ENGINE = "podman";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String container;
  private final int port;

  private ContainerProcess(Path folder, String container, int port, List<String> command) {
    super(
        "container", Duration.ofMinutes(2), new ProcessBuilder(command).directory(folder.toFile()));
    this.container = container;
    this.port = port;
  }

  /**
   * A container that does not run yet.
   *
   * @param folder where podman's output goes
   * @param options further options of {@code podman run}
   */
  static ContainerProcess of(String image, Path folder, String... options) {
    int port = FreePort.find();
    String container = "groq-webhooks-" + port;
    List<String> command =
        new ArrayList<>(
            List.of(
                ENGINE,
                "run",
                "--rm",
                "--name=" + container,
                "--network=host",
                "--read-only",
                // Otherwise podman puts file systems over /tmp and others.
                "--read-only-tmpfs=false",
                "--cap-drop=all",
                "--security-opt=no-new-privileges",
                "--memory=512m",
                "--volume=" + container + ":/app/data",
                "--env=SERVER_PORT=" + port,
                "--env=MANAGEMENT_SERVER_PORT=" + FreePort.find()));
    command.addAll(List.of(options));
    command.add(image);
    return new ContainerProcess(folder, container, port, command);
  }

  @Override
  protected boolean isReady() {
    return log().contains("is ready on port " + port);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port + "/webhooks/groq");
  }

  /** Runs a command in the container and returns its exit code and all that it printed. */
  Result exec(String... command) {
    return engine(Stream.concat(Stream.of("exec", container), Stream.of(command)));
  }

  /** Asks the image's own check whether the container is healthy. */
  Result healthCheck() {
    return engine(Stream.of("healthcheck", "run", container));
  }

  /** Tells it to end, as a person or an orchestrator does, and returns its exit code. */
  int stop(Duration grace) {
    assertThat(engine(Stream.of("stop", "--time=" + grace.toSeconds(), container)).exitCode())
        .isZero();
    return awaitExit(LIMIT);
  }

  /** What a command of the engine printed, and how it ended. */
  record Result(int exitCode, String text) {}

  private static Result engine(Stream<String> arguments) {
    List<String> command = Stream.concat(Stream.of(ENGINE), arguments).toList();
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .as("%s ends", command)
          .isTrue();
      return new Result(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    engine(Stream.of("rm", "--force", container));
    engine(Stream.of("volume", "rm", "--force", container));
    super.close();
  }
}
