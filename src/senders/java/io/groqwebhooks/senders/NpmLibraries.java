package io.groqwebhooks.senders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The libraries of {@code src/senders/node}, which one process of Node asks for us. */
final class NpmLibraries implements AutoCloseable {

  private static final Path SOURCES = Path.of("src", "senders", "node");
  private static final Path FOLDER = Path.of("target", "senders-node");
  private static final String LOCK = "package-lock.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process node;
  private final Writer requests;
  private final BufferedReader answers;

  private NpmLibraries(Process node) {
    this.node = node;
    this.requests = node.outputWriter(StandardCharsets.UTF_8);
    this.answers = node.inputReader(StandardCharsets.UTF_8);
  }

  /** Installs the libraries, unless they are, and starts Node. */
  static NpmLibraries start() throws IOException, InterruptedException {
    Path installed = FOLDER.resolve(LOCK);
    // What npm writes last.
    boolean complete =
        Files.exists(FOLDER.resolve("node_modules").resolve(".package-lock.json"))
            && Files.exists(installed)
            && Files.mismatch(SOURCES.resolve(LOCK), installed) == -1;
    Files.createDirectories(FOLDER);
    for (String file : List.of("package.json", LOCK, "libraries.mjs")) {
      Files.copy(SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!complete) {
      int status =
          process("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("npm.log").toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new AssertionError(
            "npm could not install the senders' libraries: see " + FOLDER.resolve("npm.log"));
      }
    }
    return new NpmLibraries(
        process("node", "libraries.mjs")
            .redirectError(FOLDER.resolve("node.log").toFile())
            .start());
  }

  /** One that says what is missing where the command is. */
  private static ProcessBuilder process(String... command) throws InterruptedException {
    try {
      new ProcessBuilder(command[0], "--version")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new AssertionError(
          command[0] + " is missing: the senders' npm libraries need node (20 or newer) and npm",
          e);
    }
    return new ProcessBuilder(command).directory(FOLDER.toFile());
  }

  boolean accepts(String library, String secret, Map<String, String> headers, String body) {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return ask(Map.of(
            "library",
            library,
            "operation",
            "verify",
            "secret",
            secret,
            "headers",
            lower,
            "body",
            base64(body),
            "url",
            LibraryTest.URL))
        .required("accepted")
        .booleanValue();
  }

  Map<String, String> sign(String library, String secret, String body, Instant time) {
    Map<String, String> headers = new TreeMap<>();
    ask(Map.of(
            "library",
            library,
            "operation",
            "sign",
            "secret",
            secret,
            "body",
            base64(body),
            "url",
            LibraryTest.URL,
            "id",
            LibraryTest.ID,
            "time",
            time.toEpochMilli()))
        .required("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().textValue()));
    return headers;
  }

  private static String base64(String body) {
    return Base64.getEncoder().encodeToString(LibraryTest.utf8(body));
  }

  private JsonNode ask(Map<String, Object> request) {
    try {
      requests.write(JSON.writeValueAsString(request) + "\n");
      requests.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException("it has ended");
      }
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("Node does not answer: see " + FOLDER.resolve("node.log"), e);
    }
  }

  @Override
  public void close() {
    node.destroy();
  }
}
