package io.groqwebhooks.settings;

import io.groqwebhooks.signature.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One source: the settings under {@code webhooks.sources.<name>}. Immutable, and printed without
 * its secrets.
 *
 * @param scheme how the sender signs; null for the scheme of the source's own name
 * @param secrets the secrets shared with the sender, every one of them valid
 * @param secretFiles paths of files that hold more of them, with commas between them; null for none
 * @param path where the sender posts to; null for {@code /webhooks/} and the source's name
 * @param tolerance how far a timestamp may be in the past or in the future; at least a second; null
 *     for as far as the sender says
 * @param maxBodySize the largest body, up to 64 MB
 * @param dispatch the endpoint where events go before they are handled; null for a route that names
 *     it
 * @param publicUrl the address that the sender posts to, as it knows it; null if it signs none
 * @param verifyToken the token that was agreed on with the sender for its handshakes; null for none
 * @param hmac how the sender signs, if its scheme is {@code hmac}, by the names from before there
 *     was {@code signature}
 * @param signature how the sender signs, if not as its file says
 * @param timestamp where the time of signing is, if not where the sender's file has it
 * @param body what the body is, if not what the sender's file says
 * @param event where the envelope is, if not where the sender's file has it
 * @param handshake how the sender makes sure of the receiver, if not as its file says
 * @param answer the answer that the sender insists on, if not as its file says
 * @param acceptUnsignedBody whether events are accepted whose bodies their signature does not
 *     prove; by default not
 * @param learnSecret whether the first secret is kept that the sender brings; by default not
 */
public record SourceSettings(
    @Nullable String scheme,
    List<Secret> secrets,
    @Nullable String secretFiles,
    @Nullable String path,
    @Nullable Duration tolerance,
    ByteSize maxBodySize,
    @Nullable String dispatch,
    @Nullable String publicUrl,
    @Nullable Secret verifyToken,
    HmacSettings hmac,
    SignatureSettings signature,
    TimestampSettings timestamp,
    BodySettings body,
    EventSettings event,
    HandshakeSettings handshake,
    AnswerSettings answer,
    Boolean acceptUnsignedBody,
    Boolean learnSecret) {

  private static final ByteSize LARGEST_BODY = ByteSize.parse("64MB");

  /** How many secrets a source has, because each request is compared with all. */
  public static final int MOST_SECRETS = 5;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern PUBLIC_URL = Pattern.compile("https?://[^\\s/]+(/\\S*)?");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

  /** Sets defaults. What has to name the source is checked by {@link #check}. */
  public SourceSettings {
    // A blank secret is that of a variable which is not set.
    secrets =
        Check.orDefault(secrets, List.<Secret>of()).stream()
            .filter(secret -> !secret.equals(Secret.NONE))
            .distinct()
            .toList();
    secretFiles = Check.blankIsNone(secretFiles);
    maxBodySize = Check.orDefault(maxBodySize, ByteSize.parse("1MB"));
    hmac = Check.orDefault(hmac, HmacSettings.NONE);
    signature = Check.orDefault(signature, SignatureSettings.NONE);
    timestamp = Check.orDefault(timestamp, TimestampSettings.NONE);
    body = Check.orDefault(body, BodySettings.NONE);
    event = Check.orDefault(event, EventSettings.NONE);
    handshake = Check.orDefault(handshake, HandshakeSettings.NONE);
    answer = Check.orDefault(answer, AnswerSettings.NONE);
    acceptUnsignedBody = Check.orDefault(acceptUnsignedBody, false);
    learnSecret = Check.orDefault(learnSecret, false);
  }

  /** A source of which nothing is set. */
  @SuppressWarnings("NullAway") // null is what nobody has set
  static SourceSettings unset() {
    return new SourceSettings(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null);
  }

  /** The prefix of the properties of the source of that name, with a dot at its end. */
  public static String prefix(String source) {
    return WebhookSettings.SOURCES + source + ".";
  }

  /** The property with the files that hold the secrets of the source of that name. */
  public static String secretFilesProperty(String source) {
    return prefix(source) + "secret-files";
  }

  /** The environment variable with the secret of the source of that name. */
  public static String secretVariable(String source) {
    return source.toUpperCase(Locale.ROOT).replace('-', '_') + "_WEBHOOK_SECRET";
  }

  /** Where the sender posts to, if the source has that name. */
  public String pathOf(String source) {
    return Check.orDefault(path, "/webhooks/" + source);
  }

  /** Whether a queue keeps events between acceptance and handling. */
  public boolean queued() {
    return dispatch != null && !dispatch.startsWith("direct:");
  }

  /**
   * The same with the secrets that the environment variables of the source hold.
   *
   * @param variables gives a variable's value, or null if it is not set
   */
  public SourceSettings withSecretsOf(String source, Function<String, @Nullable String> variables) {
    String variable = secretVariable(source);
    List<Secret> more =
        Stream.of(variable, variable + "_PREVIOUS")
            .map(variables)
            .filter(text -> text != null && !text.isBlank())
            .map(Secret::of)
            .toList();
    return with(scheme, Stream.concat(secrets.stream(), more.stream()).toList());
  }

  /** The same with the secrets that its files hold, which count before the others. */
  public SourceSettings withSecretsOfFiles(List<Secret> held) {
    return with(scheme, Stream.concat(held.stream(), secrets.stream()).toList());
  }

  /**
   * The same with secrets that its sender has brought, if it may bring any and none is set.
   *
   * @param learned gives them; asked only then
   */
  public SourceSettings withLearned(Supplier<List<Secret>> learned) {
    return learnSecret && secrets.isEmpty() ? with(scheme, learned.get()) : this;
  }

  /** The same with another scheme. */
  public SourceSettings withScheme(String other) {
    return with(other, secrets);
  }

  private SourceSettings with(@Nullable String newScheme, List<Secret> newSecrets) {
    return new SourceSettings(
        newScheme,
        newSecrets,
        secretFiles,
        path,
        tolerance,
        maxBodySize,
        dispatch,
        publicUrl,
        verifyToken,
        hmac,
        signature,
        timestamp,
        body,
        event,
        handshake,
        answer,
        acceptUnsignedBody,
        learnSecret);
  }

  void check(String source) {
    String prefix = prefix(source);
    InvalidSettingException.unless(
        NAME.matcher(source).matches(),
        WebhookSettings.SOURCES + source,
        "named by lower-case letters, digits and hyphens",
        "'" + source + "'");
    InvalidSettingException.unless(
        PATH.matcher(pathOf(source)).matches(),
        prefix + "path",
        "a path such as /webhooks/" + source,
        "'" + path + "'");
    if (tolerance != null) {
      Check.atLeast(Duration.ofSeconds(1), prefix + "tolerance", tolerance);
    }
    InvalidSettingException.unless(
        secrets.size() <= MOST_SECRETS,
        prefix + "secrets",
        "at most " + MOST_SECRETS + " of them, because each request is compared with all",
        secrets.size());
    InvalidSettingException.unless(
        maxBodySize.bytes() > 0 && maxBodySize.bytes() <= LARGEST_BODY.bytes(),
        prefix + "max-body-size",
        "from 1B to " + LARGEST_BODY,
        maxBodySize);
    InvalidSettingException.unless(
        publicUrl == null || PUBLIC_URL.matcher(publicUrl).matches(),
        prefix + "public-url",
        "the whole address that the sender posts to, such as https://example.com/webhooks/"
            + source,
        "'" + publicUrl + "'");
    InvalidSettingException.unless(
        dispatch == null || dispatch.indexOf(':') > 0,
        prefix + "dispatch",
        "an endpoint such as direct:" + source + "-events",
        "'" + dispatch + "'");
  }
}
