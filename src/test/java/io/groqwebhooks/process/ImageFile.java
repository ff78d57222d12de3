package io.groqwebhooks.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groqwebhooks.testing.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The definition of the image, as far as processes that are started like it need to know it. */
record ImageFile(Path file) {

  private static final String PROGRAM = "/opt/groq-webhooks";

  /** The last value of the instruction, such as {@code WORKDIR}. */
  String last(String instruction) {
    return ChildProcess.read(file)
        .lines()
        .filter(line -> line.startsWith(instruction + " "))
        .reduce((before, line) -> line)
        .orElseThrow(() -> new AssertionError("No " + instruction + " in " + file))
        .substring(instruction.length() + 1);
  }

  /**
   * What the image's entry point gives to Java, with folders of this machine in place of the
   * container's.
   *
   * @param workingDirectory where the receiver runs
   * @param trained the folder that {@code train} has made
   */
  List<String> arguments(Path workingDirectory, Path trained) {
    try {
      List<String> command =
          JsonMapper.builder().build().readValue(last("ENTRYPOINT"), new TypeReference<>() {});
      assertThat(command.get(0)).isEqualTo("java");
      return command.stream()
          .skip(1)
          .map(argument -> argument.replace(last("WORKDIR") + "/", workingDirectory + "/"))
          .map(argument -> argument.replace(PROGRAM, trained.toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
