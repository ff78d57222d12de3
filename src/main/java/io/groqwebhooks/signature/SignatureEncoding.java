package io.groqwebhooks.signature;

import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How a signature's bytes are written in a header. */
public enum SignatureEncoding {
  /** Hexadecimal; written in lower case, read in either. */
  HEX {
    @Override
    String encode(byte[] signature) {
      return HexFormat.of().formatHex(signature);
    }

    @Override
    byte @Nullable [] decode(String text, int length) {
      boolean fits =
          length == SignatureAlgorithm.ANY_LENGTH
              ? text.length() % 2 == 0 && text.length() <= LONGEST
              : text.length() == 2 * length;
      if (!fits) {
        return null;
      }
      byte[] decoded = new byte[text.length() / 2];
      for (int i = 0; i < decoded.length; i++) {
        char high = text.charAt(2 * i);
        char low = text.charAt(2 * i + 1);
        if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
          return null;
        }
        decoded[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
      }
      return decoded;
    }
  },
  /** Base64 with padding, in the basic alphabet of RFC 4648, section 4. */
  BASE64 {
    @Override
    String encode(byte[] signature) {
      return Base64.getEncoder().encodeToString(signature);
    }

    @Override
    byte @Nullable [] decode(String text, int length) {
      return decode(Base64.getDecoder(), text, length);
    }
  },
  /** Base64 without padding, in the alphabet for URLs of RFC 4648, section 5. */
  BASE64URL {
    @Override
    String encode(byte[] signature) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    @Override
    byte @Nullable [] decode(String text, int length) {
      return decode(Base64.getUrlDecoder(), text, length);
    }
  };

  /** More characters than the longest signature has, which is one of RSA with 8192 bits. */
  private static final int LONGEST = 2048;

  abstract String encode(byte[] signature);

  final byte @Nullable [] decode(Base64.Decoder decoder, String text, int length) {
    if (text.length() > LONGEST) {
      return null;
    }
    try {
      byte[] decoded = decoder.decode(text);
      boolean fits = length == SignatureAlgorithm.ANY_LENGTH || decoded.length == length;
      // The last digit has bits that mean nothing: only one way to write a signature is its own.
      return fits && encode(decoded).equals(text) ? decoded : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * The bytes written in the text, or null if the text does not encode exactly {@code length}
   * bytes, or any where that is {@link SignatureAlgorithm#ANY_LENGTH}.
   */
  abstract byte @Nullable [] decode(String text, int length);
}
