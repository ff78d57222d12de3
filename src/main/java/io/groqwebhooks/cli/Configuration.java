package io.groqwebhooks.cli;

import io.groqwebhooks.secrets.SecretFiles;
import io.groqwebhooks.settings.EnvironmentVariable;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.SettingsReader;
import io.groqwebhooks.settings.SourceSettings;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.source.SenderFiles;
import io.groqwebhooks.source.SourceSecrets;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver that starts in the same place would find: environment variables by Spring's
 * naming, and {@code application.properties}. Commands do without Spring, which takes seconds.
 */
final class Configuration {

  private static final String GROQ = "groq";

  private final Properties files;

  private Configuration(Properties files) {
    this.files = files;
  }

  static Configuration ofWorkingDirectory() {
    return of(Path.of(""));
  }

  static Configuration of(Path folder) {
    Properties files = new Properties();
    // The later one counts, as with Spring.
    for (String name : List.of("application.properties", "config/application.properties")) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
          files.load(reader);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return new Configuration(files);
  }

  /**
   * Reads settings from here.
   *
   * @throws InvalidSettingException if a property is no setting, which a receiver refuses, too
   */
  SettingsReader settings() {
    SettingsReader settings = new SettingsReader(this::get, files.stringPropertyNames());
    settings.refuseUnknown();
    return settings;
  }

  /**
   * The source that is meant: the one that is said, or else {@code groq}, unless another is the
   * only one that a receiver would have here.
   */
  String source(@Nullable String said) {
    if (said != null) {
      return said;
    }
    Set<String> sources = settings().sources();
    boolean only =
        sources.size() == 1 && EnvironmentVariable.get(SourceSettings.secretVariable(GROQ)) == null;
    return only ? sources.iterator().next() : GROQ;
  }

  /** The files of senders that a receiver which starts here would find. */
  SenderFiles senders() {
    return SenderFiles.in(
        Objects.requireNonNullElse(get("webhooks.senders-dir"), SenderFiles.FOLDER));
  }

  /**
   * The same settings with the secrets that the source's files hold now.
   *
   * @throws InvalidSettingException if one of the files cannot be used
   */
  static SourceSettings withSecretsOfFiles(String source, SourceSettings settings) {
    SecretFiles files =
        SecretFiles.of(SourceSettings.secretFilesProperty(source), settings.secretFiles());
    return files == null ? settings : settings.withSecretsOfFiles(files.secrets());
  }

  /** The secret that a source has learned here; none if it has not. */
  List<Secret> learned(String source) {
    String folder =
        Objects.requireNonNullElse(get("webhooks.secrets-dir"), WebhookSettings.SECRETS_DIR);
    return SourceSecrets.learned(source, Path.of(folder));
  }

  @Nullable String get(String name) {
    String value = EnvironmentVariable.get(EnvironmentVariable.of(name));
    return value == null ? files.getProperty(name) : value;
  }
}
