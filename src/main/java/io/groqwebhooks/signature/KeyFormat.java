package io.groqwebhooks.signature;

import java.util.Base64;

/** How a secret's text is read as a key. */
public enum KeyFormat {
  /** The text's UTF-8 bytes are the key. */
  TEXT {
    @Override
    boolean accepts(Secret secret) {
      return true;
    }

    @Override
    byte[] key(Secret secret) {
      return secret.bytes();
    }
  },
  /**
   * Base64 after {@code whsec_}, which may be left out.
   *
   * @see <a
   *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
   *     Webhooks</a>
   */
  STANDARD_SYMMETRIC {
    @Override
    boolean accepts(Secret secret) {
      return !STANDARD_ASYMMETRIC.accepts(secret);
    }

    @Override
    byte[] key(Secret secret) {
      byte[] key = base64(secret.withoutPrefix("whsec_"));
      if (key.length < SHORTEST) {
        throw new IllegalArgumentException("it has fewer than " + SHORTEST + " bytes");
      }
      return key;
    }
  },
  /** Base64 after {@code whpk_} for a public key, or {@code whsk_} for a private one. */
  STANDARD_ASYMMETRIC {
    @Override
    boolean accepts(Secret secret) {
      return secret.hasPrefix("whpk_") || secret.hasPrefix("whsk_");
    }

    @Override
    byte[] key(Secret secret) {
      return base64(secret.withoutPrefix("whpk_", "whsk_"));
    }
  };

  /** Standard Webhooks asks for 24 bytes; what is shorter than this can be guessed. */
  private static final int SHORTEST = 16;

  /** Whether this is the format of the secret. */
  abstract boolean accepts(Secret secret);

  /**
   * The key's bytes.
   *
   * @throws IllegalArgumentException if the text is none; the message does not show it
   */
  abstract byte[] key(Secret secret);

  private static byte[] base64(String text) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // Without its cause, which tells a character of the secret.
      throw new IllegalArgumentException("it is not base64");
    }
    if (key.length == 0) {
      throw new IllegalArgumentException("it is empty");
    }
    return key;
  }
}
