package io.groqwebhooks.signature;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a sender signs, as data: where signature, timestamp and id are, what is signed, by which
 * algorithm and in which encoding. A further sender is another value of this type, not another
 * class. Immutable and safe for use by several threads.
 *
 * @param name the scheme's name in configuration
 * @param headers the headers to look in; of several sets, the first whose signature is there
 * @param separator what separates several signatures in one header; empty if there is only one
 * @param timestampPrefix what precedes the timestamp when it is an element of the signature's
 *     header, such as {@code t=}; null if it has a header of its own, or is not signed
 * @param kinds the kinds of signatures, at least one
 * @param signedContent what is signed
 */
public record SignatureScheme(
    String name,
    List<SignatureHeaders> headers,
    String separator,
    @Nullable String timestampPrefix,
    List<SignatureKind> kinds,
    SignedContent signedContent) {

  /** Groq: hex HMAC-SHA256 over timestamp, a dot and the raw body. */
  public static final SignatureScheme GROQ =
      of(
          "groq",
          new SignatureHeaders("x-groq-signature", "x-groq-timestamp", null),
          new SignatureKind("", SignatureAlgorithm.HMAC_SHA256, SignatureEncoding.HEX),
          "{timestamp}.{body}");

  /**
   * Standard Webhooks, also with the header names of Svix: symmetric ({@code v1}) and asymmetric
   * ({@code v1a}) signatures over id, timestamp and body.
   *
   * @see <a
   *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
   *     Webhooks</a>
   */
  public static final SignatureScheme STANDARD_WEBHOOKS =
      new SignatureScheme(
          "standard-webhooks",
          List.of(
              new SignatureHeaders("webhook-signature", "webhook-timestamp", "webhook-id"),
              new SignatureHeaders("svix-signature", "svix-timestamp", "svix-id")),
          " ",
          null,
          List.of(
              new SignatureKind(
                  "v1,",
                  SignatureAlgorithm.HMAC_SHA256,
                  SignatureEncoding.BASE64,
                  KeyFormat.STANDARD_SYMMETRIC),
              new SignatureKind(
                  "v1a,",
                  SignatureAlgorithm.ED25519,
                  SignatureEncoding.BASE64,
                  KeyFormat.STANDARD_ASYMMETRIC)),
          SignedContent.parse("{id}.{timestamp}.{body}"));

  /**
   * Stripe: timestamp and signatures are elements of one header.
   *
   * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe's documentation</a>
   */
  public static final SignatureScheme STRIPE =
      new SignatureScheme(
          "stripe",
          List.of(new SignatureHeaders("Stripe-Signature", null, null)),
          ",",
          "t=",
          List.of(new SignatureKind("v1=", SignatureAlgorithm.HMAC_SHA256, SignatureEncoding.HEX)),
          SignedContent.parse("{timestamp}.{body}"));

  /**
   * GitHub: the body alone is signed.
   *
   * @see <a
   *     href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">GitHub's
   *     documentation</a>
   */
  public static final SignatureScheme GITHUB =
      of(
          "github",
          new SignatureHeaders("X-Hub-Signature-256", null, null),
          new SignatureKind("sha256=", SignatureAlgorithm.HMAC_SHA256, SignatureEncoding.HEX),
          "{body}");

  /**
   * Slack.
   *
   * @see <a href="https://api.slack.com/authentication/verifying-requests-from-slack">Slack's
   *     documentation</a>
   */
  public static final SignatureScheme SLACK =
      of(
          "slack",
          new SignatureHeaders("X-Slack-Signature", "X-Slack-Request-Timestamp", null),
          new SignatureKind("v0=", SignatureAlgorithm.HMAC_SHA256, SignatureEncoding.HEX),
          "v0:{timestamp}:{body}");

  /**
   * Shopify: the body alone is signed.
   *
   * @see <a
   *     href="https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook-to-ensure-its-coming-from-shopify">Shopify's
   *     documentation</a>
   */
  public static final SignatureScheme SHOPIFY =
      of(
          "shopify",
          new SignatureHeaders("X-Shopify-Hmac-Sha256", null, null),
          new SignatureKind("", SignatureAlgorithm.HMAC_SHA256, SignatureEncoding.BASE64),
          "{body}");

  /**
   * GitLab: nothing is signed, the sender shows a token.
   *
   * @see <a
   *     href="https://docs.gitlab.com/user/project/integrations/webhooks/#validate-payloads-by-using-a-secret-token">GitLab's
   *     documentation</a>
   */
  public static final SignatureScheme GITLAB =
      of(
          "gitlab",
          new SignatureHeaders("X-Gitlab-Token", null, null),
          new SignatureKind("", SignatureAlgorithm.TOKEN, SignatureEncoding.HEX),
          "{body}");

  /**
   * @throws IllegalArgumentException if the timestamp or the id has a place but is not signed, or
   *     is signed but has no place, or there is no kind of signature
   */
  public SignatureScheme {
    headers = List.copyOf(headers);
    kinds = List.copyOf(kinds);
    if (headers.isEmpty() || kinds.isEmpty()) {
      throw new IllegalArgumentException("Scheme '" + name + "' has no signature");
    }
    for (SignatureHeaders set : headers) {
      if ((set.timestamp() != null || timestampPrefix != null) != signedContent.usesTimestamp()) {
        throw new IllegalArgumentException(
            "Scheme '"
                + name
                + "' must have a timestamp header if, and only if, its signed content has {timestamp}");
      }
      if ((set.id() != null) != signedContent.usesId()) {
        throw new IllegalArgumentException(
            "Scheme '"
                + name
                + "' must have an id header if, and only if, its signed content has {id}");
      }
    }
  }

  /** A scheme with one signature in a header of its own. */
  public static SignatureScheme of(
      String name, SignatureHeaders headers, SignatureKind kind, String signedContent) {
    return new SignatureScheme(
        name, List.of(headers), "", null, List.of(kind), SignedContent.parse(signedContent));
  }

  /**
   * What a request brings for this scheme. Never throws for what a request may hold.
   *
   * @param values gives a header's value, or null if there is none
   * @param body the body's bytes exactly as they were received
   */
  public SignedRequest read(Function<String, @Nullable String> values, byte[] body) {
    for (SignatureHeaders set : headers) {
      String signature = values.apply(set.signature());
      if (signature != null && !signature.isEmpty()) {
        return read(set, signature, values, body);
      }
    }
    return read(headers.get(0), "", values, body);
  }

  private SignedRequest read(
      SignatureHeaders set,
      String signature,
      Function<String, @Nullable String> values,
      byte[] body) {
    List<String> signatures = SignedRequest.split(signature, separator);
    return new SignedRequest(
        signedContent,
        signatures,
        timestampPrefix == null
            ? value(set.timestamp(), values)
            : SignedRequest.only(signatures, timestampPrefix),
        value(set.id(), values),
        body);
  }

  private static String value(@Nullable String name, Function<String, @Nullable String> values) {
    String value = name == null ? null : values.apply(name);
    return value == null ? "" : value;
  }
}
