package io.groqwebhooks.senders;

import io.livekit.server.AccessToken;
import io.livekit.server.WebhookReceiver;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;

class LiveKitLibraryTest extends SigningLibraryTest {

  private static final String KEY = "APIkey";

  LiveKitLibraryTest() {
    super(
        // The library wants to see whose key it is, which no other receiver could know.
        sender("livekit", Map.of("signature.claims", "sha256={sha256-base64:body},iss=" + KEY)),
        "KkRhWfA1GfXvpkgZpq6n0EBeZx9S4WPZfQf5Qf3UBvY",
        "LkRhWfA1GfXvpkgZpq6n0EBeZx9S4WPZfQf5Qf3UBvY");
  }

  @Override
  String body(String text) {
    return "{\"event\":\"room_started\",\"id\":\"EV_1\",\"room\":{\"name\":\"" + text + "\"}}";
  }

  @Override
  Map<String, String> sign(String secret, String body, Instant time) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf8(body));
    AccessToken token = new AccessToken(KEY, secret);
    token.setSha256(Base64.getEncoder().encodeToString(digest));
    token.setExpiration(Date.from(time.plusSeconds(300)));
    return Map.of("Authorization", token.toJwt());
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) {
    return new WebhookReceiver(KEY, secret)
        .receive(body, headers.get("Authorization"))
        .getEvent()
        .equals("room_started");
  }
}
