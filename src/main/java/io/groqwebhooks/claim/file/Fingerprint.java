package io.groqwebhooks.claim.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What stands for the key of an event: half of its SHA-256, which two keys do not share by chance.
 * The first half of that also says where the record is looked for. Immutable.
 */
record Fingerprint(long first, long second) {

  static Fingerprint of(String key) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
      return new Fingerprint(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
