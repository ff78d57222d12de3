package io.groqwebhooks.cli;

import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.settings.EnvironmentVariable;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureDoctor.Finding;
import io.groqwebhooks.source.Doctor;
import io.groqwebhooks.source.Sender;
import io.groqwebhooks.source.SenderFiles;
import io.groqwebhooks.source.WebhookRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says why a delivery was refused. */
@Command(
    name = "explain",
    description =
        "Say why a source refuses a delivery, and what to change, without showing a secret."
            + " Exits 0 if the delivery is genuine, 1 if not.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class,
    showDefaultValues = true)
final class Explain implements Callable<Integer> {

  /** Also as {@code curl -v} and browsers show them. */
  private static final Pattern HEADER = Pattern.compile("^[<>]?\\s*([^:\\s]+):\\s*(.*?)\\s*$");

  private static final Pattern REQUEST_LINE =
      Pattern.compile("^>?\\s*[A-Z]+ [^?\\s]+\\?(\\S+) HTTP/.*$");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private final Configuration configuration = Configuration.ofWorkingDirectory();

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description =
          "The source that the delivery was for, as it is configured here; by default groq, or else the only one.")
  private @Nullable String said;

  @Option(
      names = "--headers",
      required = true,
      paramLabel = "FILE",
      description =
          "A file with the request's headers, one a line: Name: value; a request line may be in it.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path headers;

  @Option(
      names = "--body",
      required = true,
      paramLabel = "FILE",
      description = "A file with the request's body, byte by byte.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path body;

  @Override
  public Integer call() {
    String head = new String(read("--headers", headers), StandardCharsets.UTF_8);
    Map<String, String> values = headers(head);
    byte[] bytes = read("--body", body);
    String source;
    Sender sender;
    WebhookRequest request;
    Finding finding;
    try {
      source = configuration.source(said);
      SourceSettings settings =
          Configuration.withSecretsOfFiles(
                  source,
                  configuration
                      .settings()
                      .source(source)
                      .withSecretsOf(source, EnvironmentVariable::get))
              .withLearned(() -> configuration.learned(source));
      SenderFiles files = configuration.senders();
      sender = Sender.of(source, settings, files);
      boolean plainIsSigned = sender.body().gzip() == BodyLayout.Gzip.PLAIN_IS_SIGNED;
      boolean compressed = plainIsSigned && "gzip".equals(values.get("Content-Encoding"));
      request =
          WebhookRequest.of(values::get, query(head), compressed ? decompressed(bytes) : bytes);
      finding = doctor(source, sender, settings, files).examine(request);
    } catch (InvalidSettingException | IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(finding.problem());
    if (!finding.isGenuine()) {
      out.println(finding.remedy());
      return ExitCode.SOFTWARE;
    }
    try {
      new SampleEvents(sender).read(request).forEach(out::println);
      return ExitCode.OK;
    } catch (InvalidEventException e) {
      out.println("It is refused all the same: " + e.getMessage() + ".");
      out.println(
          "Say by event.id and event.type where it has its id and its type, and by body.* what it is.");
      return ExitCode.SOFTWARE;
    }
  }

  /** What was compressed, or the bytes themselves if they are nothing compressed. */
  private static byte[] decompressed(byte[] bytes) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      return bytes;
    }
  }

  /** The query of the request line, if there is one, as {@code curl -v} shows it. */
  private static @Nullable String query(String head) {
    return head.lines()
        .map(REQUEST_LINE::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1))
        .findFirst()
        .orElse(null);
  }

  private Doctor doctor(String source, Sender sender, SourceSettings settings, SenderFiles files) {
    if (settings.secrets().isEmpty() && sender.needsSecret()) {
      throw new IllegalArgumentException(
          "No secret: set "
              + SourceSettings.secretVariable(source)
              + " as the receiver has it, or give --source for another source");
    }
    Map<String, List<Secret>> others = others(source);
    return new Doctor(source, sender, settings::secrets, () -> others, files, Clock.systemUTC());
  }

  /** The secrets of other sources, by which one is recognized that was mistaken. */
  private Map<String, List<Secret>> others(String source) {
    Map<String, List<Secret>> others = new TreeMap<>();
    configuration
        .settings()
        .read()
        .withSecretsOf(EnvironmentVariable::get)
        .sources()
        .forEach((name, settings) -> others.put(name, secrets(name, settings)));
    others.remove(source);
    return others;
  }

  private static List<Secret> secrets(String name, SourceSettings settings) {
    try {
      return Configuration.withSecretsOfFiles(name, settings).secrets();
    } catch (InvalidSettingException e) {
      // It is another source's, and not asked about.
      return settings.secrets();
    }
  }

  private Map<String, String> headers(String head) {
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    head.lines()
        .map(HEADER::matcher)
        .filter(Matcher::matches)
        .forEach(header -> values.put(header.group(1), header.group(2)));
    if (values.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--headers: " + headers + " holds no line such as Name: value");
    }
    return values;
  }

  private byte[] read(String option, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new ParameterException(spec.commandLine(), option + ": there is no file " + file);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + file + " cannot be read (" + e.getMessage() + ")");
    }
  }
}
