package io.groqwebhooks.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a Java user would write to check Groq's signatures. */
final class Signatures {

  private static final SecretKeySpec KEY =
      new SecretKeySpec(Program.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256");

  private Signatures() {}

  static boolean isGenuine(String signature, String timestamp, byte[] body)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(KEY);
    mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
    byte[] expected = mac.doFinal(body);
    long age = Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp));
    return age <= 300 && MessageDigest.isEqual(expected, HexFormat.of().parseHex(signature));
  }
}
