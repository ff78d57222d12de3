package io.groqwebhooks.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** How a secret's text is read as a key. */
public enum KeyFormat {
  /** The text's UTF-8 bytes are the key. */
  TEXT {
    @Override
    byte[] key(Secret secret) {
      return secret.bytes();
    }
  },
  /** Base64 of the key. */
  BASE64 {
    @Override
    byte[] key(Secret secret) {
      return base64(secret.withoutPrefix());
    }
  },
  /** Hexadecimal digits of the key. */
  HEX {
    @Override
    byte[] key(Secret secret) {
      try {
        return HexFormat.of().parseHex(secret.withoutPrefix());
      } catch (IllegalArgumentException e) {
        // Without its cause, which tells a character of the secret.
        throw new IllegalArgumentException("it is not hexadecimal");
      }
    }
  },
  /** {@code user:password}, shown as Basic authentication shows it. */
  BASIC {
    @Override
    byte[] key(Secret secret) {
      if (secret.withoutPrefix().indexOf(':') < 1) {
        throw new IllegalArgumentException("it is not user:password");
      }
      return Base64.getEncoder().encode(secret.bytes());
    }
  },
  /** A public key in PEM, or its bytes in base64 or hexadecimal digits. */
  PUBLIC {
    @Override
    byte[] key(Secret secret) {
      String text = secret.withoutPrefix();
      if (text.contains("-----BEGIN")) {
        // Where a property cannot hold lines, their ends are written as \\n.
        text = PEM_LINE.matcher(text.replace("\\n", "\n")).replaceAll("");
      }
      text = WHITE_SPACE.matcher(text).replaceAll("");
      if (HEX_KEY.matcher(text).matches()) {
        return HexFormat.of().parseHex(text);
      }
      byte[] key = base64(text.replace('-', '+').replace('_', '/'));
      String inner = new String(key, StandardCharsets.US_ASCII);
      // Some senders show PEM in base64.
      return inner.startsWith("-----BEGIN") ? key(Secret.of(inner)) : key;
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

  private static final Pattern PEM_LINE = Pattern.compile("-----[A-Z ]+-----");
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  /** That of Ed25519: longer ones would be base64, too. */
  private static final Pattern HEX_KEY = Pattern.compile("[0-9a-fA-F]{64}");

  /** Standard Webhooks asks for 24 bytes; what is shorter than this can be guessed. */
  private static final int SHORTEST = 16;

  /** Whether this is the format of the secret, where a scheme has several. */
  boolean accepts(Secret secret) {
    return true;
  }

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
