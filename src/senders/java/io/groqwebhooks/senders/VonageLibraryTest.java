package io.groqwebhooks.senders;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.vonage.jwt.Jwt;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * The library verifies the token alone. What it says of the body is compared here, which is what
 * Vonage's documentation asks its users to do.
 */
class VonageLibraryTest extends LibraryTest {

  private static final String BEARER = "Bearer ";

  VonageLibraryTest() {
    super(
        "vonage",
        "jK0rsAb8CeLgpF6CbKOrNJ7lXtJOMrAvKZ2iMkMtGsHv4gwWhJ",
        "kK0rsAb8CeLgpF6CbKOrNJ7lXtJOMrAvKZ2iMkMtGsHv4gwWhJ");
  }

  private static String hash(String body) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf8(body)));
  }

  @Override
  Map<String, String> genuine(String secret, String body, Instant time) throws Exception {
    return headers(
        Map.of(
            "Authorization",
            BEARER
                + JWT.create()
                    .withIssuer("Vonage")
                    .withJWTId("c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5")
                    .withIssuedAt(time)
                    .withClaim("payload_hash", hash(body))
                    .sign(Algorithm.HMAC256(secret))));
  }

  @Override
  boolean accepts(String secret, Map<String, String> headers, String body) throws Exception {
    String token = headers.get("Authorization").replaceFirst(BEARER, "");
    return Jwt.verifySignature(token, secret)
        && JWT.decode(token).getClaim("payload_hash").asString().equals(hash(body));
  }
}
