package io.groqwebhooks.cli;

import io.groqwebhooks.sending.FrontDoor;
import io.groqwebhooks.sending.TestSender;
import io.groqwebhooks.settings.EnvironmentVariable;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.source.Sender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What commands that sign and send have in common: where to, with which secret, and how. */
final class Signing {

  private final FrontDoor frontDoor = new FrontDoor();

  @Spec(Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec command;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Where to send to; by default to the source's path on port 3000 (or SERVER_PORT) of this machine.")
  private @Nullable URI url;

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      description =
          "The secret to sign with; by default that of the variable <SOURCE>_WEBHOOK_SECRET, such as GROQ_WEBHOOK_SECRET, or else the first of the source.")
  private @Nullable String secret;

  private final Configuration configuration = Configuration.ofWorkingDirectory();

  /**
   * The sender of a source. Its settings are those of a receiver that is started in the same place.
   *
   * @param said the source, or null for the one that is meant here
   * @param scheme the scheme, if it is not the source's own
   */
  TestSender sender(@Nullable String said, @Nullable String scheme) {
    try {
      String source = configuration.source(said);
      SourceSettings settings = configuration.settings().source(source);
      if (scheme != null) {
        settings = settings.withScheme(scheme);
      }
      return new TestSender(
          Sender.of(source, settings, configuration.senders()),
          secret(source, settings),
          address(source, settings));
    } catch (InvalidSettingException | IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Secret secret(String source, SourceSettings settings) {
    String variable = SourceSettings.secretVariable(source);
    String text = secret == null ? EnvironmentVariable.get(variable) : secret;
    if (text != null && !text.isBlank()) {
      return Secret.of(text);
    }
    return Configuration.withSecretsOfFiles(source, settings)
        .withLearned(() -> configuration.learned(source))
        .secrets()
        .stream()
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "No secret: set "
                        + variable
                        + ", or give --secret, or --source for another source"));
  }

  private URI address(String source, SourceSettings settings) {
    checkUrl();
    if (url != null) {
      return url;
    }
    return URI.create(
        "http://localhost:"
            + Objects.requireNonNullElse(configuration.get("server.port"), "3000")
            + settings.pathOf(source));
  }

  /** Ends the command if the address is none that can be sent to. */
  void checkUrl() {
    if (url == null) {
      return;
    }
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    if (!http && !https) {
      throw wrong(
          "--url must be a whole address such as http://localhost:3000/webhooks/groq, not " + url);
    }
    if (url.getHost() == null) {
      throw wrong(
          "--url must name a host, in letters, digits, hyphens and dots, and may name a port: "
              + url);
    }
    if (url.getPort() > 65_535) {
      throw wrong("--url must name a port up to 65535, not " + url.getPort());
    }
  }

  /**
   * Sends a request.
   *
   * @throws IOException if there is no answer; its message is for a person
   */
  HttpResponse<String> send(URI to, TestSender.Signed request)
      throws IOException, InterruptedException {
    return frontDoor.send(to, request);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
