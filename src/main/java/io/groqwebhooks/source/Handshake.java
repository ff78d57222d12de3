package io.groqwebhooks.source;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groqwebhooks.signature.ChallengeHmac;
import io.groqwebhooks.signature.PinnedAddress;
import io.groqwebhooks.signature.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request by which a sender makes sure, before it sends events or again and again, that it
 * reaches someone who knows it: the answer has to show a text that it holds, or something made of
 * that. Immutable and safe for use by several threads.
 *
 * @param method the request's method
 * @param signed whether what comes by POST is verified as any delivery is
 * @param when where such a request is told from others, and by what, or null if by its method alone
 * @param challenge where the text to show is, or null if there is none
 * @param token where the token is that the operator has agreed on with the sender, or null if there
 *     is none
 * @param broughtSecret where the secret is that the sender brings, or null if it brings none
 * @param status the answer's status
 * @param answer the answer's body, a template of {@code {challenge}} and its HMACs
 * @param confirmation what is fetched before the answer, or null if nothing is
 * @param contentType the answer's content type
 * @param answerHeaders headers of the answer, each {@code name: template}
 */
public record Handshake(
    String method,
    Signed signed,
    @Nullable Condition when,
    @Nullable Value challenge,
    @Nullable Value token,
    @Nullable Value broughtSecret,
    int status,
    String answer,
    @Nullable Confirmation confirmation,
    String contentType,
    List<String> answerHeaders) {

  /** The answer of senders that do not ask for another. */
  static final String USUAL_ANSWER = "{\"challenge\":\"{challenge}\"}";

  /** The placeholders of answers. */
  static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(challenge|hmac-sha256-(?:hex|base64):challenge)}");

  /** No JSON object is written in these characters alone, nor what a sender signs around one. */
  private static final Pattern NEVER_AN_EVENT = Pattern.compile("[A-Za-z0-9._~+/=-]{1,256}");

  private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]*");
  private static final String JSON = "application/json";
  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
  private static final int LONGEST = 1024;

  /** What comes from nobody knows whom is read as far as that. */
  public static final int LARGEST_UNSIGNED = 8192;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Copies the headers. */
  public Handshake {
    answerHeaders = List.copyOf(answerHeaders);
  }

  /** Whether what comes by POST is verified as any delivery is. */
  public enum Signed {
    /** It is. */
    ALWAYS,
    /** Nobody signs it. */
    NEVER,
    /** Some of the sender's requests are signed, and others not. */
    EITHER
  }

  /**
   * Where a value of a request is: {@code query:<name>}, {@code header:<name>}, or a JSON pointer.
   */
  public record Value(String place) {

    static final String SYNTAX = "query:<name>, header:<name> or a JSON pointer such as /challenge";

    private static final Pattern PLACE = Pattern.compile("(query:.+|header:.+|/.+)");

    /**
     * @throws IllegalArgumentException if it is no such place
     */
    public Value {
      if (!PLACE.matcher(place).matches()) {
        throw new IllegalArgumentException("not " + SYNTAX);
      }
    }

    boolean inBody() {
      return isIn("/");
    }

    boolean isIn(String where) {
      return place.startsWith(where);
    }

    private @Nullable String in(WebhookRequest request, @Nullable JsonNode body) {
      if (place.startsWith("query:")) {
        return Query.parameter(request.query(), place.substring("query:".length()));
      }
      if (place.startsWith("header:")) {
        return request.header(place.substring("header:".length()));
      }
      JsonNode value = body == null ? null : body.at(place);
      return value == null || !value.isValueNode() || value.isNull() ? null : value.asText();
    }
  }

  /**
   * What a value must be.
   *
   * @param text the value, or null if any will do
   */
  public record Condition(Value value, @Nullable String text) {

    private boolean fits(WebhookRequest request, @Nullable JsonNode json) {
      String found = value.in(request, json);
      return found != null && (text == null || text.equals(found));
    }
  }

  /**
   * What is fetched to tell the sender that its events are wanted.
   *
   * @param address where its address is
   * @param addresses those that may be fetched
   */
  public record Confirmation(Value address, PinnedAddress addresses) {}

  /**
   * What is answered.
   *
   * @param headers headers by their names
   * @param confirmed whether what had to be fetched was; if not, the sender has to come again
   * @param secret the secret that the request brings, or null if it brings none
   */
  public record Answer(
      int status,
      String body,
      String contentType,
      Map<String, String> headers,
      boolean confirmed,
      @Nullable String secret) {}

  /**
   * The answer, or null if the request is no handshake, or shows another token than the operator's.
   *
   * @param body the verified body, or null if the request has none
   * @param verifyToken the operator's token, or null if there is none
   * @param secret what HMACs are made with
   */
  public @Nullable Answer answer(
      WebhookRequest request, byte @Nullable [] body, @Nullable Secret verifyToken, Secret secret) {
    // Bodies of events are not parsed where a header tells them apart already.
    if (when != null && !when.value.inBody() && !when.fits(request, null)) {
      return null;
    }
    JsonNode json = body == null ? null : json(body);
    if (when != null && !when.fits(request, json)) {
      return null;
    }
    if (token != null) {
      String text = token.in(request, json);
      if (text == null
          || text.isBlank()
          || verifyToken == null
          || !Secret.of(text).equals(verifyToken)) {
        return null;
      }
    }
    String text = challenge == null ? "" : challenge.in(request, json);
    // What is shown is bounded, and nothing that could end a header.
    if (text == null || text.length() > LONGEST || !PRINTABLE.matcher(text).matches()) {
      return null;
    }
    // Else anybody could have an event signed, by asking for the HMAC of it.
    if (answer.contains("{hmac-") && !NEVER_AN_EVENT.matcher(text).matches()) {
      return null;
    }
    String brought = broughtSecret == null ? null : broughtSecret.in(request, json);
    if (broughtSecret != null
        && (brought == null || brought.isBlank() || brought.length() > LONGEST)) {
      return null;
    }
    boolean quoted = contentType.startsWith(JSON);
    Map<String, String> headers = new TreeMap<>();
    for (String header : answerHeaders) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).strip(),
          filled(header.substring(colon + 1).strip(), text, secret, false));
    }
    return new Answer(
        status,
        filled(answer, text, secret, quoted),
        contentType,
        headers,
        confirmed(request, json),
        brought);
  }

  private boolean confirmed(WebhookRequest request, @Nullable JsonNode json) {
    if (confirmation == null) {
      return true;
    }
    URI address = confirmation.addresses.known(confirmation.address.in(request, json));
    try {
      if (address == null) {
        LOG.warn("A sender asks to fetch what is at none of its addresses, and is not confirmed");
        return false;
      }
      PinnedAddress.fetch(address);
      return true;
    } catch (IOException e) {
      LOG.warn("A sender cannot be confirmed: {}", e.getMessage());
      return false;
    }
  }

  /**
   * Whether a body may hold such a request; parsing it is spared where it cannot.
   *
   * @param body the whole body
   */
  public boolean mayBe(byte[] body) {
    if (when == null || !when.value.inBody()) {
      return true;
    }
    String place = when.value.place;
    String text = when.text == null ? place.substring(place.lastIndexOf('/') + 1) : when.text;
    return indexOf(body, text.getBytes(StandardCharsets.UTF_8)) >= 0;
  }

  private static int indexOf(byte[] body, byte[] wanted) {
    for (int i = 0; i <= body.length - wanted.length; i++) {
      if (Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private static String filled(String template, String text, Secret secret, boolean quoted) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(value(found, text, secret, quoted)));
  }

  private static String value(MatchResult found, String text, Secret secret, boolean quoted) {
    return switch (found.group(1)) {
      case "challenge" ->
          quoted ? new String(JsonStringEncoder.getInstance().quoteAsString(text)) : text;
      case "hmac-sha256-hex:challenge" -> ChallengeHmac.hex(secret, text);
      default -> ChallengeHmac.base64(secret, text);
    };
  }

  private static @Nullable JsonNode json(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      return null;
    }
  }
}
