package io.groqwebhooks.source;

import io.groqwebhooks.event.Place;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.signature.PinnedAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Handshake} of what a sender's file and a source's settings say. */
final class HandshakeReader {

  static final Map<String, String> METHODS =
      Map.of("GET", "GET", "HEAD", "HEAD", "OPTIONS", "OPTIONS", "POST", "POST");

  static final Map<String, Handshake.Signed> SIGNED =
      Map.of(
          "true", Handshake.Signed.ALWAYS,
          "false", Handshake.Signed.NEVER,
          "either", Handshake.Signed.EITHER);

  /** The prefix of the settings that an operator would set. */
  private final String prefix;

  private final SenderFacts facts;

  HandshakeReader(String prefix, SenderFacts facts) {
    this.prefix = prefix;
    this.facts = facts;
  }

  /** The handshake, or null if nothing is said of one. */
  @Nullable Handshake read() {
    boolean said = facts.all().keySet().stream().anyMatch(name -> name.startsWith("handshake."));
    if (!said) {
      return null;
    }
    String method = facts.choice("handshake.method", "POST", METHODS);
    Handshake.Condition when =
        facts.parsed("handshake.when", "a value such as /type=ping", HandshakeReader::condition);
    if (method.equals("POST") && when == null) {
      throw new InvalidSettingException(
          facts.where(prefix, "handshake.method", "handshake.challenge", "handshake.answer")
              + " describes a POST, and nobody says how it is told from an event.",
          "Set handshake.when, or the method.");
    }
    String answer = facts.raw("handshake.answer", Handshake.USUAL_ANSWER);
    List<String> headers = facts.list("handshake.answer-header");
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1 || !Place.HEADER_NAME.matcher(header.substring(0, colon)).matches()) {
        throw facts.wrong("handshake.answer-header", "headers such as X-Name: {challenge}", header);
      }
    }
    Handshake.Value challenge = value("handshake.challenge");
    boolean showsChallenge = (answer + headers).contains("challenge}");
    if (showsChallenge && challenge == null) {
      throw facts.wrong("handshake.challenge", Handshake.Value.SYNTAX, "");
    }
    Handshake.Value token = value("handshake.token");
    Handshake.Signed signed = facts.choice("handshake.signed", "true", SIGNED);
    Handshake.Value address = value("handshake.confirm");
    PinnedAddress addresses =
        facts.parsed(
            "handshake.confirm-address",
            "a regular expression for whole addresses",
            PinnedAddress::new);
    boolean proven = method.equals("POST") && signed == Handshake.Signed.ALWAYS;
    if (address != null && (addresses == null || !proven)) {
      throw facts.wrong(
          "handshake.confirm",
          "missing unless the request is a signed POST and handshake.confirm-address is set",
          address.place());
    }
    Handshake.Value secret = value("handshake.secret");
    if (secret != null && (signed != Handshake.Signed.NEVER || !method.equals("POST"))) {
      throw facts.wrong(
          "handshake.secret",
          "missing unless it is a POST and handshake.signed is false",
          secret.place());
    }
    for (Handshake.Value each : values(when, challenge, token)) {
      if (each.inBody() && !method.equals("POST")) {
        throw facts.wrong("handshake.method", "one whose requests bring " + each.place(), method);
      }
    }
    if (answer.contains("{hmac-")) {
      checkShowsNoSignature(method, signed == Handshake.Signed.ALWAYS);
    }
    return new Handshake(
        method,
        signed,
        when,
        challenge,
        token,
        secret,
        facts.status("handshake.status"),
        answer,
        address == null || addresses == null
            ? null
            : new Handshake.Confirmation(address, addresses),
        contentType(answer),
        headers);
  }

  private static List<Handshake.Value> values(
      Handshake.@Nullable Condition when,
      Handshake.@Nullable Value challenge,
      Handshake.@Nullable Value token) {
    return Stream.of(
            Optional.ofNullable(when).map(Handshake.Condition::value),
            Optional.ofNullable(challenge),
            Optional.ofNullable(token))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Anybody can ask for the HMAC of a challenge, which must not be the signature of an event. */
  private void checkShowsNoSignature(String method, boolean signed) {
    boolean safe =
        signed
            && facts.text("signature.algorithm", "hmac-sha256").startsWith("hmac-")
            && facts.text("signature.key", "text").equals("text")
            && facts.text("signature.content", "{body}").contains("{body}")
            && (method.equals("POST") || facts.text("body.form") == null);
    if (!safe) {
      throw facts.wrong(
          "handshake.answer",
          "one without an HMAC, unless the sender signs JSON as it is by HMAC with a secret that is"
              + " text",
          facts.text("handshake.answer"));
    }
  }

  private String contentType(String answer) {
    String type =
        facts.text(
            "handshake.content-type",
            answer.startsWith("{\"") ? SenderReader.JSON : SenderReader.TEXT);
    if (!type.startsWith(SenderReader.JSON) && !type.startsWith(SenderReader.TEXT)) {
      throw facts.wrong(
          "handshake.content-type", SenderReader.JSON + " or " + SenderReader.TEXT, type);
    }
    return type;
  }

  private Handshake.@Nullable Value value(String fact) {
    return facts.parsed(fact, Handshake.Value.SYNTAX, Handshake.Value::new);
  }

  private static Handshake.Condition condition(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Handshake.Condition(new Handshake.Value(text), null)
        : new Handshake.Condition(
            new Handshake.Value(text.substring(0, equals)), text.substring(equals + 1));
  }
}
