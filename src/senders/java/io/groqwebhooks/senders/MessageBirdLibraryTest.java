package io.groqwebhooks.senders;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.messagebird.RequestValidator;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/** The library only verifies; the token is made here. */
class MessageBirdLibraryTest extends LibraryTest {

  MessageBirdLibraryTest() {
    super("messagebird", "PlLrKaqvZNRR5zAjm42ZT6q1SQxgbbGd", "QlLrKaqvZNRR5zAjm42ZT6q1SQxgbbGd");
  }

  private static String hash(String text) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8(text)));
  }

  @Override
  Map<String, String> genuine(String secret, String body, Instant time) throws Exception {
    return headers(
        Map.of(
            RequestValidator.SIGNATURE_HEADER,
            JWT.create()
                .withIssuer("MessageBird")
                .withNotBefore(time)
                .withExpiresAt(time.plusSeconds(60))
                .withJWTId("e92b30f1-0b8d-4a1a-9ef8-d1f9b7f4f5e4")
                .withClaim("url_hash", hash(URL))
                .withClaim("payload_hash", hash(body))
                .sign(Algorithm.HMAC256(secret))));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    return new RequestValidator(secret)
            .validateSignature(headers.get(RequestValidator.SIGNATURE_HEADER), URL, utf8(body))
        != null;
  }
}
